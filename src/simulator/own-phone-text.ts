import type { Rate } from './nas-vendor.ts'

/** The languages of the reader's phone. */
export type Tongue = 'vi' | 'en'

/** Reads a language; Vietnamese is what is spoken here. */
export function parseTongue(input: unknown): Tongue {
  return input === 'en' ? 'en' : 'vi'
}

/** How the open session goes. */
export type Stay = {
  readonly seconds: number
  readonly octets: number
  readonly rate: Rate | undefined
}

/** Everything the phone says. */
export type Says = {
  readonly name: string
  readonly title: string
  readonly demo: string
  readonly choose: string
  readonly chooseHint: string
  readonly joined: string
  readonly open: string
  readonly openHint: string
  readonly messages: string
  readonly noMessages: (number: string) => string
  readonly offline: string
  readonly online: (stay: Stay) => string
  readonly leave: string
  readonly number: string
  readonly change: string
  readonly another: string
  readonly guideTitle: string
  readonly guide: readonly string[]
}

const minutes = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
/** What the gateway lets through, down then up; a phone that was slowed shows it. */
const speed = (rate: Rate | undefined, locale: string) => {
  const megabits = (kbps: number) => new Intl.NumberFormat(locale).format(kbps / 1000)
  return rate ? ` · ↓ ${megabits(rate.downKbps)} ↑ ${megabits(rate.upKbps)} Mbit/s` : ''
}

const kilobytes = (octets: number, locale: string) =>
  `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(octets / 1000)} kB`

/** Each text in both languages. */
export const SAYS: Readonly<Record<Tongue, Says>> = {
  vi: {
    name: 'Tiếng Việt',
    title: 'Điện thoại của bạn',
    demo: 'Bản trình diễn: địa điểm và người dùng đều là giả lập.',
    choose: 'Chọn mạng Wi-Fi',
    chooseHint: 'Mỗi địa điểm có một cổng kết nối giả lập. Chọn nơi bạn muốn đến.',
    joined: 'Đã bắt sóng tại',
    open: 'Mở một trang web bất kỳ',
    openHint: 'Trang mở ở thẻ mới; cổng kết nối sẽ đưa bạn đến trang đăng nhập.',
    messages: 'Tin nhắn',
    noMessages: (number) => `Chưa có tin nhắn nào gửi đến ${number}.`,
    offline: 'Chưa vào Internet',
    online: ({ seconds, octets, rate }) =>
      `Đang trong mạng · ${minutes(seconds)} · ${kilobytes(octets, 'vi-VN')}${speed(rate, 'vi-VN')}`,
    leave: 'Rời khỏi địa điểm này',
    number: 'Số của máy này',
    change: 'Đổi số',
    another: 'Đổi sang máy khác',
    guideTitle: 'Thử đi một vòng',
    guide: [
      'Chọn một địa điểm: trình duyệt này đứng trong mạng Wi-Fi của nơi đó.',
      'Mở một trang web bất kỳ. Cổng kết nối chặn lại và đưa bạn đến trang đăng nhập.',
      'Nhập số của máy này, đánh dấu đồng ý, rồi đọc mã trong mục Tin nhắn.',
      'Cổng kết nối hỏi máy chủ RADIUS, mở mạng, và bắt đầu báo lưu lượng.',
      'Xem phiên của bạn (địa chỉ 127.0.0.1) trên trang quản trị; ngắt nó từ đó nếu muốn.',
    ],
  },
  en: {
    name: 'English',
    title: 'A phone of your own',
    demo: 'Demonstration: places and people are simulated.',
    choose: 'Choose a Wi-Fi network',
    chooseHint: 'Every place has a simulated gateway. Pick where you want to be.',
    joined: 'Joined the Wi-Fi at',
    open: 'Open any web page',
    openHint: 'It opens in a new tab; the gateway sends you to the sign-in page.',
    messages: 'Messages',
    noMessages: (number) => `No message to ${number} yet.`,
    offline: 'Not on the Internet yet',
    online: ({ seconds, octets, rate }) =>
      `Online · ${minutes(seconds)} · ${kilobytes(octets, 'en-GB')}${speed(rate, 'en-GB')}`,
    leave: 'Leave this place',
    number: 'This phone’s number',
    change: 'Change',
    another: 'Be another phone',
    guideTitle: 'Walk through it',
    guide: [
      'Pick a place: this browser then stands on that place’s Wi-Fi.',
      'Open any web page. The gateway stops it and sends you to the sign-in page.',
      'Type this phone’s number, agree, and read the code under Messages.',
      'The gateway asks the RADIUS server, opens, and starts reporting usage.',
      'Find your session (address 127.0.0.1) in the console, and end it from there if you like.',
    ],
  },
}
