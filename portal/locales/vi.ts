import type { Language } from '../language.ts'
import { showMoment } from '../moment.ts'
import type { Ending } from '../ports.ts'
import type { DeadEnd, Problem } from '../problem.ts'

/** A sentence for every problem there is: a new kind does not compile without one. */
export type Sentences = {
  readonly [K in Problem['kind']]: (problem: Extract<Problem, { readonly kind: K }>) => string
}

/** What stopped, and what to do now. */
export type DeadEndText = { readonly title: string; readonly says: string; readonly todo: string[] }

const reopen = 'Tắt rồi bật lại Wi-Fi, chọn lại mạng Wi-Fi công cộng.'
const minutesUntil = (ms: number) => Math.max(1, Math.ceil(ms / 60_000))

const problems: Sentences = {
  'phone-missing': () => 'Vui lòng nhập số điện thoại di động.',
  'phone-invalid': () => 'Số này chưa phải số di động. Ví dụ đúng: 0912 345 678.',
  'phone-renumbered': ({ now }) => `Số 11 chữ số đã đổi sang 10 chữ số. Vui lòng thử ${now}.`,
  'consent-missing': () => 'Vui lòng đánh dấu đồng ý xử lý dữ liệu để nhận mã.',
  'voucher-consent-missing': () => 'Vui lòng đánh dấu đồng ý xử lý dữ liệu để dùng mã truy cập.',
  'code-malformed': () => 'Mã gồm các chữ số trong tin nhắn vừa gửi. Vui lòng nhập đủ.',
  'voucher-missing': () => 'Vui lòng nhập mã truy cập in trên phiếu.',
  'wrong-code': ({ triesLeft }) => `Mã chưa đúng. Quý khách còn ${triesLeft} lần thử.`,
  'code-expired': () => 'Mã đã hết hiệu lực. Vui lòng bấm “Gửi lại mã” để nhận mã mới.',
  'unknown-voucher': () => 'Chưa tìm thấy mã truy cập này. Vui lòng so lại từng chữ với phiếu.',
  'spent-voucher': () => 'Mã này đã dùng trên thiết bị khác. Vui lòng xin mã mới tại quầy.',
  'expired-voucher': () => 'Mã này đã hết hạn. Vui lòng xin mã mới tại quầy.',
  'not-remembered': () => 'Thời gian ghi nhớ thiết bị đã hết. Vui lòng nhập số điện thoại.',
  'time-spent': () =>
    'Hôm nay đã hết thời gian miễn phí. Dịch vụ công vẫn mở; mời trở lại ngày mai.',
  'data-spent': () =>
    'Hôm nay đã hết dung lượng miễn phí. Dịch vụ công vẫn mở; mời trở lại ngày mai.',
  'month-time-spent': () =>
    'Tháng này đã hết thời gian của gói. Dịch vụ công vẫn mở; mời trở lại ngày 1 tháng sau.',
  'month-data-spent': () =>
    'Tháng này đã hết dung lượng của gói. Dịch vụ công vẫn mở; mời trở lại ngày 1 tháng sau.',
  'grant-expired': () => 'Mã truy cập đã hết hạn. Vui lòng dùng mã khác hoặc số điện thoại.',
  closed: ({ opensAt }) =>
    `Ngoài giờ mở Wi-Fi của điểm này. Mở lại lúc ${showMoment(opensAt)}. Dịch vụ công vẫn mở.`,
  'too-many-devices': ({ devices }) =>
    `Đã có ${devices} thiết bị của Quý khách đang dùng. Vui lòng ngắt một thiết bị rồi thử lại.`,
  'too-many': ({ retryAfterMs }) =>
    `Quý khách đã thử nhiều lần. Vui lòng thử lại sau ${minutesUntil(retryAfterMs)} phút.`,
  undelivered: () => 'Tin nhắn chưa gửi được. Vui lòng thử lại sau ít phút hoặc dùng mã truy cập.',
  'unserved-number': () =>
    'Chưa gửi được mã tới số của nước này. Vui lòng xin mã truy cập tại quầy.',
  unavailable: () => 'Hệ thống đang gián đoạn. Thông tin vừa nhập còn nguyên; vui lòng thử lại.',
}

const deadEnds: Record<DeadEnd, DeadEndText> = {
  'unknown-gateway': {
    title: 'Chưa nhận ra điểm phát này',
    says: 'Điểm phát Wi-Fi này chưa được khai báo với hệ thống của thành phố.',
    todo: [
      'Kiểm tra tên mạng Wi-Fi có đúng như trên biển báo.',
      'Báo cho người quản lý địa điểm nếu tên mạng đã đúng.',
    ],
  },
  'foreign-host': {
    title: 'Liên kết không an toàn',
    says: 'Liên kết này dẫn ra ngoài điểm phát, nên trang đã dừng lại để bảo vệ Quý khách.',
    todo: [reopen, 'Không nhập mật khẩu ở trang lạ tự mở ra.'],
  },
  'bad-signature': {
    title: 'Liên kết không còn nguyên vẹn',
    says: 'Thông tin do điểm phát gửi đến không khớp chữ ký của điểm phát đó.',
    todo: [reopen, 'Nếu vẫn gặp trang này, báo cho người quản lý địa điểm.'],
  },
  incomplete: {
    title: 'Thiếu thông tin từ điểm phát',
    says: 'Điểm phát chưa gửi đủ thông tin để mở kết nối.',
    todo: [reopen],
  },
  'visit-expired': {
    title: 'Trang đã mở quá lâu',
    says: 'Để an toàn, mỗi trang kết nối chỉ dùng được trong ít phút.',
    todo: [reopen, 'Số điện thoại và mã sẽ được hỏi lại.'],
  },
  'unknown-status': {
    title: 'Không tìm thấy phiên truy cập',
    says: 'Phiên này đã kết thúc từ lâu hoặc địa chỉ bị thiếu ký tự.',
    todo: [reopen],
  },
  'not-found': {
    title: 'Không có trang này',
    says: 'Địa chỉ có thể bị thiếu ký tự hoặc đã thay đổi.',
    todo: ['Mở trang Dịch vụ công và tìm theo tên thủ tục.'],
  },
  'too-large': {
    title: 'Nội dung gửi quá dài',
    says: 'Biểu mẫu vừa gửi dài hơn mức trang này cần.',
    todo: [reopen],
  },
  unavailable: {
    title: 'Hệ thống đang gián đoạn',
    says: 'Sự cố ở phía hệ thống, không phải do thiết bị của Quý khách.',
    todo: ['Vui lòng thử lại sau một phút.', 'Dịch vụ công vẫn mở không cần đăng nhập.'],
  },
  broken: {
    title: 'Trang gặp lỗi',
    says: 'Lỗi ở phía hệ thống và đã được ghi lại để sửa.',
    todo: ['Vui lòng thử lại sau một phút.'],
  },
}

const endings: Record<Exclude<Ending['kind'], 'ended' | 'unknown'>, string> = {
  'not-online': 'Thiết bị hiện không có phiên nào đang mở.',
  unanswered: 'Điểm phát chưa trả lời nên chưa chắc đã ngắt. Vui lòng bấm lại sau một phút.',
}

/** Every sentence of the portal in Vietnamese: the language the others are measured against. */
export const vi = {
  language: 'vi' as Language,
  other: { language: 'en' as Language, name: 'English' },
  locale: 'vi-VN',

  title: 'Wi-Fi công cộng Quảng Ninh',
  hello: 'Kính chào Quý khách!',
  at: (site: string) => `Điểm phát: ${site}`,
  demo: 'Bản trình diễn: địa điểm và người dùng đều là giả lập.',
  nav: 'Liên kết chung',
  emergency: 'Khẩn cấp: Công an 113 – Cứu hỏa 114 – Cấp cứu 115',
  hotline: (number: string) => `Hỗ trợ: ${number}`,
  safety: 'Mạng công cộng: không nhập mật khẩu ngân hàng trên trang không có khóa https.',
  voucherYours: 'Mã truy cập của Quý khách',
  voucherHow:
    'Kết nối điện thoại vào Wi-Fi công cộng. Khi trang đăng nhập mở ra, chọn “Tôi có mã truy cập” và nhập mã này.',
  noJs: 'Trang vẫn dùng được khi trình duyệt không chạy JavaScript.',
  servicesLink: 'Dịch vụ công',
  termsShort: 'Điều khoản',
  termsLink: 'Điều khoản sử dụng',
  privacyLink: 'Dữ liệu cá nhân',
  gatewaySays: (says: string) => `Điểm phát trả lời: ${says}`,
  /** What our own Reply-Message keys mean to the phone's owner, and what gateways say of their own. */
  replyMessages: {
    used: 'Lần kết nối đó đã dùng rồi. Mời Quý khách kết nối lại.',
    expired: 'Điểm phát hỏi muộn hơn một phút. Mời Quý khách kết nối lại.',
    'grant-expired': 'Mã truy cập đã hết hạn. Mời Quý khách dùng mã khác hoặc số điện thoại.',
    closed: 'Ngoài giờ mở Wi-Fi của điểm này. Mời trở lại trong giờ mở.',
    'too-many-devices': 'Đã đủ số thiết bị dùng cùng lúc. Mời ngắt một thiết bị rồi thử lại.',
    'month-time-spent': 'Tháng này đã hết thời gian của gói. Mời trở lại ngày 1 tháng sau.',
    'month-data-spent': 'Tháng này đã hết dung lượng của gói. Mời trở lại ngày 1 tháng sau.',
    'time-spent': 'Hôm nay đã hết thời gian miễn phí. Mời trở lại ngày mai.',
    'data-spent': 'Hôm nay đã hết dung lượng miễn phí. Mời trở lại ngày mai.',
    reject: 'Điểm phát chưa nhận lần kết nối này. Mời Quý khách kết nối lại.',
    timeout: 'Máy chủ chưa trả lời điểm phát. Mời Quý khách thử lại sau ít phút.',
    'invalid CHAP response': 'Trang kết nối đã dùng rồi hoặc quá cũ. Mời Quý khách kết nối lại.',
    'RADIUS server is not responding':
      'Máy chủ chưa trả lời điểm phát. Mời Quý khách thử lại sau ít phút.',
  } as Readonly<Record<string, string>>,

  errorPrefix: 'Cần xem lại: ',
  errorTitle: 'Vui lòng xem lại',

  services: 'Dịch vụ công',
  servicesOpen: 'Không cần đăng nhập',
  searchLabel: 'Tìm thủ tục',
  searchHint: 'khai sinh, sổ đỏ…',
  search: 'Tìm',
  allServices: (count: number) => `Tất cả ${count} dịch vụ`,

  signIn: 'Kết nối Internet',
  phoneLabel: 'Số điện thoại di động',
  phoneHint: 'Ví dụ: 0912 345 678. Khách quốc tế xin mã truy cập tại quầy.',
  phoneHintAbroad: 'Ví dụ: 0912 345 678. Khách quốc tế nhập kèm mã nước, ví dụ +86.',
  consentPhone: 'Tôi đồng ý cho xử lý số điện thoại và nhật ký kết nối để cung cấp dịch vụ này',
  consentVoucher: 'Tôi đồng ý cho xử lý nhật ký kết nối để cung cấp dịch vụ này',
  required: '(bắt buộc)',
  remember: (days: number) => `Ghi nhớ thiết bị này trong ${days} ngày (không bắt buộc)`,
  readMore: 'Khi kết nối, Quý khách dùng mạng theo',
  and: 'và',
  privacyNotice: 'Thông báo xử lý dữ liệu cá nhân',
  sendCode: 'Gửi mã xác thực',
  voucher: 'Tôi có mã truy cập',
  voucherLabel: 'Mã truy cập (voucher)',
  voucherHint: 'In trên phiếu nhận tại quầy. Không phân biệt chữ hoa, chữ thường.',
  connect: 'Kết nối Internet',
  remembered: 'Thiết bị này đã được ghi nhớ, không cần nhập mã.',
  reconnect: 'Kết nối lại',
  byPhone: 'Dùng số điện thoại khác',

  codeTitle: 'Nhập mã xác thực',
  codeSent: (phone: string, minutes: number) =>
    `Mã đã gửi tới ${phone}. Mã có hiệu lực ${minutes} phút.`,
  codeResumed: (phone: string) => `Mã đã gửi trước đó tới ${phone} vẫn dùng được.`,
  codeLabel: (digits: number) => `Mã xác thực gồm ${digits} chữ số`,
  codeHint: 'Xem mã trong tin nhắn rồi quay lại trang này.',
  resend: 'Gửi lại mã',
  haveCode: 'Tôi đã nhận được mã',
  changeNumber: 'Đổi số điện thoại',

  statusTitle: {
    waiting: 'Đang mở kết nối…',
    online: 'Đã kết nối',
    ended: 'Hết phiên',
  },
  waitingSays: 'Điểm phát đang mở Internet cho thiết bị. Trang tự tải lại sau vài giây.',
  waitingLong: 'Điểm phát chưa báo kết nối. Nếu chưa vào được mạng, hãy bật lại Wi-Fi.',
  check: 'Kiểm tra lại',
  endedSays: 'Phiên truy cập đã kết thúc. Chọn lại mạng Wi-Fi để kết nối tiếp.',
  timeLeft: 'Thời gian còn lại hôm nay',
  dataLeft: 'Dung lượng còn lại hôm nay',
  monthTimeLeft: 'Thời gian còn lại tháng này',
  monthDataLeft: 'Dung lượng còn lại tháng này',
  /** What the plan does at a limit, before one is reached. */
  atLimit: {
    end: 'Khi hết, kết nối tạm dừng; lúc 0 giờ lại có.',
    slow: (rate: string) => `Khi hết, tốc độ còn ${rate}; lúc 0 giờ trở lại như cũ.`,
    monthEnd: 'Khi hết, kết nối tạm dừng; ngày 1 tháng sau lại có.',
    monthSlow: (rate: string) => `Khi hết, tốc độ còn ${rate}; ngày 1 tháng sau trở lại như cũ.`,
  },
  /** What a used-up limit has done. */
  slowed: {
    day: (rate: string) => `Đã dùng hết phần hôm nay. Tốc độ còn ${rate} tới 0 giờ.`,
    month: (rate: string) => `Đã dùng hết phần tháng này. Tốc độ còn ${rate} tới ngày 1 tháng sau.`,
  },
  devices: 'Thiết bị đang dùng',
  devicesOf: (online: number, most: number) => `${online} trong tối đa ${most}`,
  closesAt: 'Điểm phát đóng lúc',
  unlimited: 'Không giới hạn',
  plan: 'Gói truy cập',
  site: 'Địa điểm',
  startedAt: 'Bắt đầu',
  sessionLeft: 'Phiên này còn',
  timeUsed: 'Thời gian đã dùng',
  used: 'Dung lượng đã dùng',
  dataUsed: (down: string, up: string) => `${down} tải xuống, ${up} tải lên`,
  speed: 'Tốc độ tối đa',
  speeds: (down: string, up: string) => `${down} tải xuống, ${up} tải lên`,
  keepPage: 'Lưu trang này để xem lại thời gian và dung lượng.',
  disconnect: 'Ngắt kết nối',
  endings,

  onlineTitle: 'Đã kết nối',
  onlineSays: 'Thiết bị này đang dùng Internet. Có thể đóng trang này.',

  homeTitle: 'Wi-Fi miễn phí cho mọi người',
  homeSays: 'Trang này mở ra từ các điểm phát Wi-Fi công cộng của thành phố.',
  joinTitle: 'Cách kết nối',
  join: [
    'Bật Wi-Fi và chọn tên mạng ghi trên biển báo của địa điểm.',
    'Trang đăng nhập tự mở. Nếu chưa, mở trình duyệt và gõ một địa chỉ bắt đầu bằng http://',
    'Nhập số điện thoại để nhận mã, hoặc nhập mã truy cập in trên phiếu.',
  ],

  servicesTitle: 'Dịch vụ công trực tuyến',
  servicesSays:
    'Thông tin và nộp hồ sơ trên Cổng Dịch vụ công quốc gia, không cần đăng nhập Wi-Fi.',
  resultsFor: (count: number, query: string) => `${count} kết quả cho “${query}”`,
  noResults: (query: string) => `Chưa tìm thấy thủ tục nào cho “${query}”`,
  noResultsTodo: [
    'Thử ít chữ hơn, ví dụ “khai sinh” thay cho cả câu.',
    'Có dấu hay không dấu đều tìm được.',
  ],
  searchNational: 'Tìm trên Cổng Dịch vụ công quốc gia',
  track: 'Tra cứu hồ sơ',
  allGroups: 'Xem tất cả dịch vụ',
  code: 'Mã thủ tục',
  codeUnknown: 'Chưa rõ mã; liên kết tìm theo tên',
  group: 'Lĩnh vực',
  level: 'Nơi giải quyết',
  levels: { xa: 'Ủy ban nhân dân phường, xã, đặc khu', tinh: 'Cơ quan cấp thành phố' },
  online: 'Hình thức trực tuyến',
  onlineClasses: { full: 'Toàn trình', partial: 'Một phần', unknown: 'Chưa rõ' },
  serviceSays:
    'Hồ sơ, lệ phí và thời hạn do Cổng Dịch vụ công quốc gia công bố. Trang này chỉ dẫn đến đó.',
  openService: 'Mở trên Cổng Dịch vụ công quốc gia',
  vneidHint: 'Nộp hồ sơ cần đăng nhập VNeID. Ứng dụng VNeID cần kết nối Internet đầy đủ.',
  browserHint: 'Nếu trang không hiện, mở bằng trình duyệt của máy (Chrome, Safari).',
  sameGroup: 'Cùng lĩnh vực',

  backToSignIn: 'Về trang kết nối',
  backToStatus: 'Về trang trạng thái',
  home: 'Trang đầu',
  todo: 'Việc cần làm',

  hours: (count: number) => `${count} giờ`,
  minutes: (count: number) => `${count} phút`,
  problems,
  deadEnds,
}

/** What every language must say. */
export type Messages = typeof vi
