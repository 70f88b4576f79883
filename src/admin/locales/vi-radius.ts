import type { Worry } from '#src/gateways/worry.ts'

/** What the pages about RADIUS itself say: who knocks, and how the server is doing. */
export const radiusVi = {
  strangers: {
    says: 'Địa chỉ gửi gói RADIUS tới đây mà không thuộc cổng nào. Máy chủ không bao giờ trả lời các gói này.',
    waiting: (count: string) => `${count} cổng lạ đang gõ cửa`,
    caption: 'Đang gõ cửa, mới nhất trước',
    none: 'Không có địa chỉ lạ nào gõ cửa trong 7 ngày qua.',
    expected: 'Chờ một cổng mới hiện ra ở đây?',
    steps: [
      'Trên cổng, đặt máy chủ RADIUS là địa chỉ của máy chủ này, cổng UDP 1812 (xác thực) và 1813 (kế toán), trừ khi máy chủ được đặt khác.',
      'Mở tường lửa giữa hai bên cho hai cổng UDP ấy.',
      'Nối một điện thoại vào Wi-Fi của cổng và thử đăng nhập: gói đầu tiên tới là địa chỉ của cổng hiện ở đây.',
    ],
    claims: 'Gói tin tự xưng (chưa xác minh)',
    auth: 'Gói xác thực',
    acct: 'Gói kế toán',
    heard: 'Nghe lần cuối',
    since: 'lần đầu',
    make: 'Hãng',
    noRadius: 'không phải gói RADIUS',
    saysNothing: 'không tự xưng gì',
    adopt: 'Nhận làm cổng',
    ignore: 'Bỏ qua',
    heed: 'Để ý lại',
    ignored: (count: string) => `Đã bỏ qua (${count})`,
    ignoredCaption: 'Đã bỏ qua',
    adopting: (address: string) =>
      `Nhận ${address} làm cổng. Địa chỉ nguồn có thể bị giả, nên hãy chắc rằng đây đúng là thiết bị của thành phố. Khóa bí mật trên thiết bị phải khớp với khóa đặt ở đây.`,
  },
  policy: {
    title: (id: string) => `Chính sách RADIUS: ${id}`,
    says: 'Cổng được tin và được lệnh như thế nào. Có hiệu lực từ gói tin kế tiếp.',
    part: 'Chính sách RADIUS',
    change: 'Chính sách',
    save: 'Lưu',
    yes: 'có',
    no: 'không',
    signing: {
      required: 'bắt buộc (an toàn nhất)',
      auto: 'tự chốt: bắt buộc từ lần ký đầu tiên',
      optional: 'không bắt buộc',
    },
    signingHint: 'Chữ ký của gói xác thực. Cổng cũ chưa biết ký thì chọn tự chốt.',
    pinnedSince: (when: string) => `bắt buộc, tự chốt từ ${when}`,
    limitProxyState: 'Chặn Proxy-State khi không ký',
    limitProxyStateHint: 'Chỉ tắt cho một máy chuyển tiếp cũ không biết ký.',
    macAuth: 'Vào bằng địa chỉ MAC',
    macAuthHint: 'Máy mà chủ nhân đã cho nhớ thì vào mạng không cần mở trang đăng nhập.',
    coaPortHint: 'Để trống: mặc định của loại cổng.',
    worries: {
      unsigned:
        'Cổng này không phải ký gói xác thực: kẻ đứng giữa đường có thể biến từ chối thành chấp nhận (CVE-2024-3596). Bật Message-Authenticator trên cổng, rồi chọn bắt buộc.',
      'not-pinned':
        'Cổng này chưa từng ký gói xác thực. Khi nó ký lần đầu, máy chủ tự chốt thành bắt buộc; tới lúc đó gói tin vẫn có thể bị giả trên đường.',
      'proxy-state':
        'Gói không ký của cổng này được mang Proxy-State: đúng chỗ kẻ tấn công cần. Chỉ để vậy nếu cổng là máy chuyển tiếp trong mạng riêng.',
      'short-secret':
        'Khóa bí mật ngắn hơn 16 ký tự: chỉ cần bắt được một gói tin là dò ra. Gỡ cổng rồi thêm lại với khóa dài hơn.',
    } satisfies Record<Worry, string>,
  },
}
