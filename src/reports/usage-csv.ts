import type { CommuneUsage, Usage, UsageReport } from './usage.ts'

const BYTE_ORDER_MARK = '\ufeff'

/** Excel runs a cell that begins with one of these as a formula. */
const FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/

const HEADER = [
  'Tháng',
  'Cấp',
  'Mã đơn vị hành chính',
  'Đơn vị hành chính',
  'Mã địa điểm',
  'Địa điểm',
  'Số địa điểm',
  'Số thiết bị phát',
  'Số người dùng',
  'Số thiết bị truy cập',
  'Số phiên truy cập',
  'Thời lượng (giây)',
  'Dữ liệu tải lên (byte)',
  'Dữ liệu tải xuống (byte)',
  'Lượt mở dịch vụ công',
]
const ELSEWHERE = 'Không thuộc địa điểm nào'

/**
 * The report as a table for spreadsheets: RFC 4180 with a byte order mark, so that Excel keeps the
 * accents. The city, each commune and each site are lines of their own, told apart by `Cấp`, because
 * people and devices do not sum. Figures are whole numbers: seconds and octets.
 */
export function usageCsv(report: UsageReport): string {
  const { month, communes, elsewhere, total } = report
  const lines = [
    HEADER,
    [month, 'Thành phố', '', 'Quảng Ninh', '', '', ...figures(total)],
    ...communes.flatMap((commune) => communeLines(month, commune)),
    ...(elsewhere ? communeLines(month, { ...elsewhere, name: ELSEWHERE }) : []),
  ]
  return BYTE_ORDER_MARK + lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

function communeLines(month: string, commune: CommuneUsage): (string | number)[][] {
  const { id, name, siteUsages } = commune
  return [
    [month, 'Xã, phường, đặc khu', id, name, '', '', ...figures(commune)],
    ...siteUsages.map((site) => [
      month,
      'Địa điểm',
      id,
      name,
      site.id,
      site.name,
      ...figures(site),
    ]),
  ]
}

function figures(usage: Usage): number[] {
  return [
    usage.sites,
    usage.gateways,
    usage.people,
    usage.devices,
    usage.sessions,
    usage.seconds,
    usage.octetsIn,
    usage.octetsOut,
    usage.serviceOpenings,
  ]
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
