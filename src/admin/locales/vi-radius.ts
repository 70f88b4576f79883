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
}
