import { redirectUrl, type SiteFacts } from '../facts.ts'

/** The redirect's query: the portal reads it back in `hotspot/mikrotik.ts`. `-esc` is URL-escaped. */
const LOGIN_QUERY = [
  'mac=$(mac-esc)',
  'ip=$(ip-esc)',
  'link-login-only=$(link-login-only-esc)',
  'link-orig=$(link-orig-esc)',
  'error=$(error-esc)',
  'chap-id=$(chap-id-esc)',
  'chap-challenge=$(chap-challenge-esc)',
  'username=$(username-esc)',
].join('&')

/**
 * Every page a MikroTik hotspot serves, by file name. RouterOS fills in `$(…)`.
 *
 * None needs JavaScript and none asks for a password: sign-in happens at the portal. RouterOS escapes no
 * HTML, so texts a stranger can choose (`$(username)`, `$(error)`) go into the portal's address alone.
 */
export function hotspotPages(facts: SiteFacts): Readonly<Record<string, string>> {
  const portal = `${redirectUrl(facts)}?${LOGIN_QUERY}`
  const toPortal = page('Đang mở trang Wi-Fi', 'Opening the Wi-Fi page', { to: portal })
  const toLink = `${REDIRECT_302}${page('Đang chuyển trang', 'One moment', { to: '$(link-redirect)' })}`
  return {
    'login.html': toPortal,
    'flogin.html': toPortal,
    'alogin.html': page('Đã vào mạng', 'You are online', { to: '$(link-redirect)' }),
    'status.html': page('Đang trong mạng', 'You are online', {
      to: '$(link-logout)',
      isManual: true,
    }),
    'logout.html': page('Đã ra khỏi mạng', 'You are signed out', {
      to: '$(link-login)',
      isManual: true,
    }),
    'error.html': page('Wi-Fi đang có lỗi', 'The Wi-Fi has a fault', {
      to: '$(link-login)',
      isManual: true,
    }),
    'redirect.html': toLink,
    'rlogin.html': toLink,
    'rstatus.html': toLink,
    'fstatus.html': toLink,
    'flogout.html': toLink,
    'api.json': capport(facts),
    'errors.txt': ERRORS,
  }
}

/** RouterOS's own way to answer with a status and a header: phones' probes see a real redirect. */
const REDIRECT_302 = `$(if http-status == 302)Redirect$(endif)
$(if http-header == "Location")$(link-redirect)$(endif)
`

type Way = {
  readonly to: string
  /** The reader decides, instead of being sent. */
  readonly isManual?: true
}

function page(vietnamese: string, english: string, { to, isManual }: Way): string {
  const href = to.replaceAll('&', '&amp;')
  const now = `0; url=${href}`
  const refresh = isManual ? '' : `<meta http-equiv="refresh" content="${now}">\n`
  const [label, labelEnglish] = LABELS[to] ?? CONTINUE
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Cache-Control" content="no-store">
${refresh}<title>${vietnamese} – ${english}</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem}</style>
</head>
<body>
<h1>${vietnamese}</h1>
<p lang="en">${english}</p>
<p><a href="${href}">${label} / <span lang="en">${labelEnglish}</span></a></p>
</body>
</html>
`
}

const CONTINUE = ['Tiếp tục', 'Continue'] as const
const LABELS: Readonly<Record<string, readonly [string, string]>> = {
  '$(link-logout)': ['Ra khỏi mạng', 'Sign out'],
  '$(link-login)': ['Vào mạng', 'Sign in'],
}

/** RFC 8908 §5, answered by the gateway itself. */
function capport(facts: SiteFacts): string {
  return `{
"captive": $(if logged-in == 'yes')false$(else)true$(endif),
"user-portal-url": "${redirectUrl(facts)}",
$(if logged-in == 'yes')$(if session-time-left-secs)"seconds-remaining": $(session-time-left-secs),
$(endif)$(endif)"can-extend-session": true
}
`
}

/** What RouterOS says in `error`, as words the portal knows. */
const ERRORS = `internal-error = internal error: $(error-orig)
config-error = configuration error: $(error-orig)
not-logged-in = not logged in
ippool-empty = no free address
shutting-down = the hotspot is shutting down
user-session-limit = too many sessions
license-session-limit = the gateway is full
wrong-mac-username = invalid user name
chap-missing = the sign-in page is out of date
invalid-username = invalid user name or password
invalid-mac = invalid address
uptime-limit = time is used up
traffic-limit = data is used up
radius-timeout = RADIUS server is not responding
auth-in-progress = already signing in
radius-reply = $(error-orig)
`
