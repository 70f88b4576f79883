/**
 * The one style of every page: sent inline, because a first page is one response.
 *
 * No custom properties, grid or nesting, so that a phone of 2014 shows the same page. No quotes, `<`, `>`
 * or `&` either: the text goes through the same escaping as everything else and must come out unchanged,
 * since the policy names it by its hash. Every pair of colours here is at least 4.5:1.
 */
export const STYLE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:#edf3f4;color:#15262d;
  font:1rem/1.55 system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,Helvetica Neue,Arial,sans-serif}
h1,h2,h3,p,ul,ol,dl,dd{margin:0}
h1{font-size:1.5rem;line-height:1.35}
h2{font-size:1.125rem;line-height:1.4}
a{color:#0a5a73}
a:focus,button:focus,input:focus,summary:focus{outline:3px solid #f2a900;outline-offset:2px}
.in{max-width:34rem;margin:0 auto;padding:0 16px}
.top{background:#08465c;background:linear-gradient(160deg,#073a52,#0b6472);color:#fff}
.top a{color:#fff}
.bar{display:flex;align-items:center;justify-content:space-between;min-height:56px}
.brand{display:flex;align-items:center;min-height:44px;padding:4px 0;text-decoration:none;font-weight:600;
  line-height:1.3;font-size:.9375rem}
.brand span{max-width:9em}
.brand svg{flex:none;width:40px;height:40px;margin-right:10px}
.lang{flex:none;min-height:44px;padding:10px 0 10px 16px;margin:0;font:inherit;font-size:.9375rem;
  background:none;border:0;color:#fff;text-decoration:underline;cursor:pointer}
.hero{padding:10px 0 4px}
.sub{color:#d3e9ee;overflow-wrap:break-word}
.bay{display:block;width:100%;height:34px;margin-top:4px;position:relative;top:2px}
.demo{background:#5b3d00;color:#fff;text-align:center;font-size:.875rem;padding:4px 16px}
main{display:block;padding-bottom:8px}
.card{background:#fff;border:1px solid #cfdde1;border-radius:14px;padding:16px;margin:12px 0}
.card h2+*,.card p+p,.card p+form,.card dl+form,.card form+p{margin-top:8px}
.over{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between}
.over h2+.tag{margin-top:0}
.tag{display:inline-block;background:#dff1e6;color:#0d5230;border-radius:99px;padding:1px 10px;
  font-size:.875rem;font-weight:600}
.hint{color:#4b5f67;font-size:.9375rem}
label{font-weight:600}
.field{margin-top:12px}
.field input{display:block;width:100%;min-height:48px;margin-top:4px;padding:8px 12px;font:inherit;
  font-size:1.125rem;color:#15262d;background:#fff;border:1px solid #5d7680;border-radius:10px}
.field input[aria-invalid]{border:2px solid #b3261e}
::placeholder{color:#5d7680;opacity:1}
.tick .hint{white-space:nowrap}
.digits{margin-top:0}
.digits input{font-size:1.75rem;letter-spacing:.35em;text-align:center}
.tick{display:flex;align-items:flex-start;margin-top:12px;min-height:44px}
.tick input{flex:none;width:24px;height:24px;margin:1px 12px 0 0}
.tick label{font-weight:400;padding-bottom:4px}
.wrong{color:#a3201a;font-weight:600;font-size:.9375rem;margin-top:4px}
button.go,a.go{display:block;width:100%;min-height:48px;margin-top:16px;padding:11px 16px;border:0;
  border-radius:10px;background:#0a5a73;color:#fff;font:inherit;font-weight:600;text-align:center;
  text-decoration:none;cursor:pointer}
button.go:hover,a.go:hover{background:#084a5f}
form .go+.hint,a.go+.hint{margin-top:12px}
button.soft,a.soft{background:#fff;color:#0a5a73;border:1px solid #0a5a73}
button.soft:hover,a.soft:hover{background:#e8f3f5}
.find{display:flex;align-items:flex-end}
.over+.find{margin-top:8px}
.find .field{flex:1;min-width:0;margin:0 8px 0 0}
.find button.go{width:auto;margin:0;flex:none}
.chips{display:flex;flex-wrap:wrap;list-style:none;padding:0;margin:8px -4px -4px}
.chips a{display:block;margin:4px;padding:9px 14px;min-height:44px;border:1px solid #a9c6ce;
  border-radius:99px;background:#f3f9fa;text-decoration:none;line-height:1.5}
.links{list-style:none;padding:0}
.links li{border-top:1px solid #dbe6e9}
.links li:first-child{border-top:0}
.links a{display:block;padding:11px 0;min-height:44px}
details.card{padding:2px 16px}
details form:last-child{padding-bottom:14px}
summary{min-height:44px;padding:9px 0;font-weight:600;color:#0a5a73;cursor:pointer}
.errors{border:2px solid #b3261e;border-radius:14px;background:#fff;padding:12px 16px;margin:12px 0}
.errors h2,.errors a{color:#a3201a}
.errors ul{list-style:none;padding:0}
.errors a{display:block;padding:9px 0;min-height:44px}
.note{border-left:4px solid #c98a00;background:#fff8e6;color:#3d2f00;padding:10px 14px;margin:12px 0;
  border-radius:0 10px 10px 0}
.big{font-size:1.75rem;line-height:1.3;font-weight:700}
.meter{margin-top:14px}
.meter:first-child{margin-top:0}
progress{display:block;width:100%;height:12px;margin-top:6px;border:0;border-radius:99px;overflow:hidden;
  background:#d9e6e9;color:#0f7a5a;-webkit-appearance:none;appearance:none}
progress::-webkit-progress-bar{background:#d9e6e9}
progress::-webkit-progress-value{background:#0f7a5a}
progress::-moz-progress-bar{background:#0f7a5a}
dl div{padding:8px 0;border-top:1px solid #dbe6e9}
dl div:first-child{border-top:0;padding-top:0}
dt{color:#4b5f67;font-size:.9375rem}
dd{font-weight:600;overflow-wrap:break-word}
.text li,.text p{margin-top:6px}
.text ul,.text ol{padding-left:1.25rem}
.more a{display:inline-block;padding:9px 0;min-height:44px}
footer{padding-top:8px;padding-bottom:28px;font-size:.875rem;color:#43565e}
footer p{margin-top:6px}
footer nav a{display:inline-block;padding:11px 14px 11px 0;min-height:44px}
@media (prefers-color-scheme:dark){
body{background:#0c171c;color:#e4eef1}
a,summary{color:#8fd3e4}
.top{background:#062c3b;background:linear-gradient(160deg,#052633,#0a4450)}
.card,.errors{background:#14232a;border-color:#2d434c}
.errors{border-color:#ff9d94}
.errors h2,.errors a,.wrong{color:#ffb4ab}
.tag{background:#123c28;color:#a9e5c3}
.hint,dt,footer{color:#a9bcc4}
.field input{background:#0c171c;color:#e4eef1;border-color:#8ba3ac}
::placeholder{color:#8ba3ac}
.field input[aria-invalid]{border-color:#ff9d94}
button.go,a.go{background:#8fd3e4;color:#06242e}
button.go:hover,a.go:hover{background:#b1e1ed}
button.soft,a.soft{background:#14232a;color:#8fd3e4;border-color:#8fd3e4}
button.soft:hover,a.soft:hover{background:#1d323b}
.chips a{background:#1a2d35;border-color:#3f5a64}
.links li,dl div{border-color:#2d434c}
.note{background:#2d2408;color:#f7e5b5}
progress,progress::-webkit-progress-bar{background:#2d434c}
progress{color:#62cfa5}
progress::-webkit-progress-value{background:#62cfa5}
progress::-moz-progress-bar{background:#62cfa5}
.sea{fill:#0c171c}
}`
  .replace(/\s*\n\s*/g, '')
  .trim()

/** The hash a Content-Security-Policy names the style by: `'sha256-…'`. */
export async function styleSource(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE))
  return `'sha256-${new Uint8Array(digest).toBase64()}'`
}
