import type { About } from '../ports.ts'

/** A part of a legal page: its heading, and what it says as a list or as sentences. */
export type Section = { readonly title: string; readonly says: readonly string[] }

export type LegalTexts = {
  readonly privacyTitle: string
  readonly termsTitle: string
  readonly version: (version: string) => string
  readonly privacy: (about: About) => readonly Section[]
  readonly terms: (about: About) => readonly Section[]
}

/** `Decree 333/2026 Art. 16.6, 20.3` as a Vietnamese office writes it. */
function basisOf(basis: string): string {
  return basis
    .replace(/\s*\(.*\)\s*$/, '')
    .replaceAll('Decree', 'Nghị định')
    .replaceAll('Law', 'Luật')
    .replaceAll('Art.', 'Điều')
}

/** The personal data notice and the terms of use in Vietnamese: the text that binds. */
export const viLegal: LegalTexts = {
  privacyTitle: 'Thông báo xử lý dữ liệu cá nhân',
  termsTitle: 'Điều khoản sử dụng',
  version: (version) => `Phiên bản ${version}`,

  privacy: ({ operator, hotline, rememberDays, legal }) => [
    {
      title: 'Lưu những gì',
      says: [
        'Số điện thoại, được mã hóa; không ai đọc được từ bản sao lưu.',
        'Địa chỉ MAC của thiết bị, được mã hóa như trên.',
        'Giờ kết nối, giờ ngắt, điểm phát, địa chỉ IP và dung lượng đã dùng.',
        'Phiên bản thông báo mà Quý khách đã đồng ý và thời điểm đồng ý.',
      ],
    },
    {
      title: 'Không lưu những gì',
      says: [
        'Trang web đã xem, nội dung gửi và nhận, ứng dụng đã dùng.',
        'Tên của người mở dịch vụ công: hệ thống chỉ đếm số lượt mở.',
      ],
    },
    {
      title: 'Để làm gì và theo căn cứ nào',
      says: [
        'Cung cấp và bảo vệ dịch vụ Wi-Fi, theo sự đồng ý của Quý khách (Luật 91/2025/QH15).',
        `Giữ nhật ký kết nối theo nghĩa vụ (${basisOf(legal.accessLogMonths.basis)}).`,
        'Không dùng để quảng cáo, không bán, không chuyển ra nước ngoài.',
      ],
    },
    {
      title: 'Lưu trong bao lâu',
      says: [
        `Nhật ký kết nối: ${legal.accessLogMonths.value} tháng (${basisOf(legal.accessLogMonths.basis)}).`,
        `Thông tin người dùng: ${legal.userDataMonths.value} tháng (${basisOf(legal.userDataMonths.basis)}).`,
        `Thiết bị, IP và giờ đăng nhập: ít nhất ${legal.deviceLogDays.value} ngày (${basisOf(legal.deviceLogDays.basis)}).`,
        `Ghi nhớ thiết bị: ${rememberDays} ngày, chỉ khi Quý khách chọn.`,
      ],
    },
    {
      title: 'Quyền của Quý khách',
      says: [
        'Xem, sửa, xóa dữ liệu và rút lại sự đồng ý bất cứ lúc nào.',
        `Yêu cầu được trả lời trong ${legal.replyWorkingDays.value} ngày làm việc (${basisOf(legal.replyWorkingDays.basis)}).`,
        'Phần nhật ký luật buộc giữ sẽ được tách riêng đến hết thời hạn.',
        `Nếu dữ liệu bị lộ, cơ quan chức năng được báo trong ${legal.breachNotifyHours.value} giờ (${basisOf(legal.breachNotifyHours.basis)}).`,
      ],
    },
    {
      title: 'Liên hệ',
      says: [hotline ? `${operator.vi}, điện thoại ${hotline}.` : `${operator.vi}.`],
    },
  ],

  terms: ({ operator, hotline }) => [
    {
      title: 'Dịch vụ',
      says: [
        `${operator.vi} cung cấp Wi-Fi miễn phí tại nơi công cộng.`,
        'Dịch vụ công mở cho mọi người, không cần đăng nhập và không tính vào hạn mức.',
        'Internet có hạn mức thời gian, dung lượng và tốc độ mỗi ngày, ghi ở trang trạng thái.',
      ],
    },
    {
      title: 'Khi dùng mạng',
      says: [
        'Không xâm nhập, phá hoại hệ thống, phát tán mã độc hoặc thư rác.',
        'Không đăng, chia sẻ nội dung pháp luật cấm.',
        'Không dùng số điện thoại hoặc mã truy cập của người khác khi chưa được phép.',
        'Không chia sẻ lại kết nối để thu tiền.',
      ],
    },
    {
      title: 'An toàn',
      says: [
        'Mạng công cộng không mã hóa đường truyền: chỉ nhập mật khẩu ở trang có khóa https.',
        'Nhân viên không bao giờ hỏi mã xác thực của Quý khách.',
      ],
    },
    {
      title: 'Ngừng phục vụ',
      says: [
        'Phiên vi phạm có thể bị ngắt. Dịch vụ có thể gián đoạn khi mất điện, mất đường truyền.',
        hotline ? `Thắc mắc, khiếu nại: ${hotline}.` : `Thắc mắc, khiếu nại: gửi ${operator.vi}.`,
      ],
    },
  ],
}
