/** A response as the simulator hands it to its HTTP servers. */
export type Answer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** How one operating system asks whether it is online, and the only answer that satisfies it. */
export type Probe = {
  readonly os: string
  readonly url: string
  readonly status: number
  readonly body: string
  readonly userAgent: string
}

/** What phones in the field ask (knowledge/portal.md §4.4 holds the captured list). */
export const PROBES: readonly Probe[] = [
  {
    os: 'iOS',
    url: 'http://captive.apple.com/hotspot-detect.html',
    status: 200,
    body: '<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>',
    userAgent: 'CaptiveNetworkSupport-471.40.5 wispr',
  },
  {
    os: 'Android',
    url: 'http://connectivitycheck.gstatic.com/generate_204',
    status: 204,
    body: '',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0.0.0 Safari/537.36',
  },
  {
    os: 'Xiaomi',
    url: 'http://connect.rom.miui.com/generate_204',
    status: 204,
    body: '',
    userAgent: 'Dalvik/2.1.0 (Linux; U; Android 15)',
  },
  {
    os: 'Windows',
    url: 'http://www.msftconnecttest.com/connecttest.txt',
    status: 200,
    body: 'Microsoft Connect Test',
    userAgent: 'Microsoft NCSI',
  },
]

const PLAIN = 'text/plain; charset=utf-8'
const HTML = 'text/html; charset=utf-8'

/** What the far side of a gateway says: each probe its own success, any other host one small page. */
export function internetAnswer(host: string, path: string): Answer {
  const probe = PROBES.find(({ url }) => {
    const known = new URL(url)
    return known.host === host && known.pathname === path
  })
  if (!probe) return { status: 200, headers: { 'content-type': HTML }, body: ELSEWHERE }
  if (probe.body === '') return { status: probe.status }
  const type = probe.body.startsWith('<') ? HTML : PLAIN
  return { status: probe.status, headers: { 'content-type': type }, body: probe.body }
}

const ELSEWHERE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The Internet (simulated)</title>
<style>body{font:18px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:28em;padding:0 1em}</style>
</head>
<body><h1>You are on the Internet (simulated)</h1>
<p lang="vi">Quý khách đã vào Internet (giả lập). Muốn ngắt kết nối, mời trở lại thẻ “Đã kết nối”.</p>
<p>The gateway let this request through; nothing beyond it is real. To disconnect, go back to the
tab “Connected”.</p></body>
</html>
`
