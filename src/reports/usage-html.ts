import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { bytesText } from '#src/kernel/bytes.ts'
import { HOUR, type Millis, SECOND } from '#src/kernel/clock.ts'
import { dayOf, type Month, TIME_ZONE } from '#src/kernel/period.ts'
import type { CommuneUsage, SiteUsage, Usage, UsageReport } from './usage.ts'

const LOCALE = 'vi-VN'
const FIGURES = 9

/**
 * The report as one page that needs nothing else: to read on a screen, or to print on A4. Vietnamese
 * first, English beside it. Exact totals; nobody is named.
 */
export function usageHtml(report: UsageReport): string {
  return String(html`<!doctype html>
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Báo cáo sử dụng Wi-Fi công cộng tháng ${monthText(report.month)}</title>
        ${STYLE}
      </head>
      <body>
        ${heading(report)}
        <main>
          ${summary(report.total)} ${communeTable(report)} ${siteTable(report)} ${notes(report)}
        </main>
      </body>
    </html>`)
}

function heading({ month, madeAt, isPartial, hasDemo }: UsageReport): Html {
  return html`<header>
    <h1>Báo cáo sử dụng Wi-Fi công cộng tháng ${monthText(month)}</h1>
    <p>Thành phố Quảng Ninh. Lập lúc ${instantText(madeAt)} (UTC+7).</p>
    <p lang="en">Quảng Ninh public Wi-Fi usage, ${month}.</p>
    ${isPartial && html`<p class="warning">Số liệu tạm tính: tháng báo cáo chưa kết thúc.</p>`}
    ${hasDemo && html`<p class="warning">Có địa điểm minh họa (demo), không phải số liệu thật.</p>`}
  </header>`
}

function summary(total: Usage): Html {
  return html`<section aria-labelledby="summary">
    <h2 id="summary">Toàn thành phố <span lang="en">City total</span></h2>
    <dl>
      ${item('Người dùng', 'People', count(total.people))}
      ${item('Thiết bị truy cập', 'Devices', count(total.devices))}
      ${item('Phiên truy cập', 'Sessions', count(total.sessions))}
      ${item('Thời lượng', 'Time', `${hours(total.seconds)} giờ`)}
      ${item('Tải lên', 'Upload', data(total.octetsIn))}
      ${item('Tải xuống', 'Download', data(total.octetsOut))}
      ${item('Lượt mở dịch vụ công', 'E-service openings', count(total.serviceOpenings))}
    </dl>
  </section>`
}

function item(vi: string, en: string, figure: string): Html {
  return html`<div><dt>${vi} <span lang="en">${en}</span></dt><dd>${figure}</dd></div>`
}

function communeTable({ communes, elsewhere, total }: UsageReport): Html {
  return html`<table>
    <caption>Bảng 1. Theo xã, phường, đặc khu <span lang="en">By commune</span></caption>
    ${columns('Đơn vị hành chính', 'Commune')}
    <tbody>
      ${communes.map(communeRow)} ${elsewhere && row('Không thuộc địa điểm nào', elsewhere)}
    </tbody>
    <tfoot>
      ${row('Toàn thành phố', total)}
    </tfoot>
  </table>`
}

function communeRow(commune: CommuneUsage): Html {
  if (commune.sites > 0) return row(commune.name, commune)
  return html`<tr class="none">
    <th scope="row">${commune.name}</th>
    <td colspan="${FIGURES}">Chưa có địa điểm phủ sóng <span lang="en">no site yet</span></td>
  </tr>`
}

function siteTable({ communes, elsewhere }: UsageReport): Html {
  const areas = [...communes, ...(elsewhere ? [{ ...elsewhere, name: 'Địa điểm khác' }] : [])]
  return html`<table>
    <caption>Bảng 2. Theo địa điểm <span lang="en">By site</span></caption>
    ${columns('Địa điểm', 'Site')}
    ${areas.filter(({ siteUsages }) => siteUsages.length > 0).map(siteRows)}
  </table>`
}

function siteRows({ name, siteUsages }: CommuneUsage): Html {
  return html`<tbody>
    <tr><th scope="rowgroup" colspan="${FIGURES + 1}">${name}</th></tr>
    ${siteUsages.map((site) => row(siteName(site), site))}
  </tbody>`
}

function siteName({ id, name, isDemo }: SiteUsage): string {
  if (id === '') return 'Ngoài mạng Wi-Fi công cộng'
  return isDemo ? `${name} (demo)` : name
}

function columns(vi: string, en: string): Html {
  return html`<thead>
    <tr>
      <th scope="col">${vi} <span lang="en">${en}</span></th>
      <th scope="col">Địa điểm <span lang="en">Sites</span></th>
      <th scope="col">Thiết bị phát <span lang="en">Gateways</span></th>
      <th scope="col">Người dùng <span lang="en">People</span></th>
      <th scope="col">Thiết bị <span lang="en">Devices</span></th>
      <th scope="col">Phiên <span lang="en">Sessions</span></th>
      <th scope="col">Giờ <span lang="en">Hours</span></th>
      <th scope="col">Tải lên <span lang="en">Up</span></th>
      <th scope="col">Tải xuống <span lang="en">Down</span></th>
      <th scope="col">Mở dịch vụ công <span lang="en">E-services</span></th>
    </tr>
  </thead>`
}

function row(name: string, usage: Usage): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${count(usage.sites)}</td>
    <td>${count(usage.gateways)}</td>
    <td>${count(usage.people)}</td>
    <td>${count(usage.devices)}</td>
    <td>${count(usage.sessions)}</td>
    <td>${hours(usage.seconds)}</td>
    <td>${data(usage.octetsIn)}</td>
    <td>${data(usage.octetsOut)}</td>
    <td>${count(usage.serviceOpenings)}</td>
  </tr>`
}

function notes({ total }: UsageReport): Html {
  const octets = (amount: number) => amount.toLocaleString(LOCALE)
  return html`<section aria-labelledby="notes">
    <h2 id="notes">Ghi chú <span lang="en">Notes</span></h2>
    <ul>
      <li>
        Người dùng và thiết bị chỉ tính một lần ở mỗi dòng, nên tổng của xã, phường và thành phố có thể
        nhỏ hơn tổng các địa điểm.
      </li>
      <li>Phiên được tính vào tháng bắt đầu; thời lượng và dữ liệu được tính vào giờ phát sinh.</li>
      <li>
        Tổng chính xác: ${octets(total.seconds)} giây, ${octets(total.octetsIn)} byte tải lên,
        ${octets(total.octetsOut)} byte tải xuống. 1 GB = 1.000.000.000 byte.
      </li>
      <li>Báo cáo không chứa thông tin cá nhân.</li>
    </ul>
  </section>`
}

function count(figure: number): string {
  return figure.toLocaleString(LOCALE)
}

function hours(seconds: number): string {
  return ((seconds * SECOND) / HOUR).toLocaleString(LOCALE, { maximumFractionDigits: 1 })
}

function data(octets: number): string {
  return bytesText(octets, LOCALE)
}

function monthText(month: Month): string {
  return month.split('-').reverse().join('/')
}

function instantText(at: Millis): string {
  const options = { timeZone: TIME_ZONE, hour: '2-digit', minute: '2-digit' } as const
  const time = new Date(at).toLocaleTimeString(LOCALE, options)
  return `${time} ngày ${dayOf(at).split('-').reverse().join('/')}`
}

/** Decree 30/2020: A4, Times New Roman; landscape, because the tables are wide. */
const STYLE = html`<style>
  @page { size: A4 landscape; margin: 20mm 15mm 20mm 30mm }
  body { font: 11pt/1.5 "Times New Roman", "Liberation Serif", serif; color: #000;
    background: #fff; margin: 0 auto; max-width: 297mm; padding: 1rem }
  h1 { font-size: 15pt; text-align: center; margin: 0 0 .5rem }
  h2, caption { font-size: 12pt; font-weight: bold; text-align: left; margin: 1rem 0 .5rem }
  header p { text-align: center; margin: .25rem 0 }
  .warning { font-weight: bold }
  [lang=en] { font-weight: normal; font-style: italic; color: #444; font-size: .85em }
  dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem }
  dd { margin: 0; font-size: 14pt; font-weight: bold }
  table { border-collapse: collapse; width: 100%; margin-top: 1rem; font-size: 10pt }
  th, td { border: .5pt solid #666; padding: 2pt 4pt; text-align: right;
    font-variant-numeric: tabular-nums }
  th[scope=row], th[scope=rowgroup], .none td { text-align: left; font-weight: normal }
  th[scope=rowgroup], tfoot th, tfoot td { font-weight: bold; background: #eee }
  thead th { text-align: center; vertical-align: top }
  thead [lang=en] { display: block; white-space: nowrap }
  thead { display: table-header-group }
  tfoot { display: table-row-group }
  tr { break-inside: avoid }
</style>`
