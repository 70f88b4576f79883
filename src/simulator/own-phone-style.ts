/** The portal's colours on a phone that lies on the table: a frame on wide screens, the page on small ones. */
export const OWN_PHONE_STYLE = `
*{box-sizing:border-box}
body{margin:0;background:#edf3f4;color:#15262d;font:1rem/1.55 system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,sans-serif}
h1,h2,p,ul,ol{margin:0}
h1{font-size:1.375rem;line-height:1.35}
h2{font-size:1.0625rem;margin-top:14px}
a{color:#0a5a73}
a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid #f2a900;outline-offset:2px}
.phone header{display:flex;justify-content:space-between;align-items:center;min-height:56px;padding:8px 18px;
  background:linear-gradient(160deg,#073a52,#0b6472);color:#fff;font-weight:600}
.phone header a{color:#fff;font-weight:400;font-size:.9375rem;padding:8px 0}
.screen{padding:18px}
.hint{color:#4b5f67;font-size:.9375rem;margin-top:6px}
.places{list-style:none;padding:0;margin-top:14px}
.places li{border-top:1px solid #dbe6e9}
.places button{display:flex;gap:14px;align-items:center;width:100%;min-height:60px;padding:8px 4px;border:0;
  background:none;font:inherit;color:inherit;text-align:left;cursor:pointer}
.places button:hover{background:#e8f3f5}
.places svg,.ssid svg{flex:none;color:#0b6472}
.places b,.ssid small{display:block;line-height:1.35}
small{color:#4b5f67;font-size:.875rem}
.ssid{display:flex;gap:14px;align-items:center}
.ssid h1{font-size:1.125rem}
.go{display:block;width:100%;min-height:48px;margin-top:16px;padding:11px 16px;border:0;border-radius:10px;
  background:#0a5a73;color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.go:hover{background:#084a5f}
.soft{background:#fff;color:#0a5a73;border:1px solid #0a5a73}
.soft:hover{background:#e8f3f5}
iframe{display:block;width:100%;height:250px;margin-top:16px;border:1px solid #cfdde1;border-radius:14px;background:#fff}
.live{background:#fff;padding:14px}
.state{display:inline-block;padding:3px 12px;border-radius:99px;background:#f3e6c8;color:#4a3500;
  font-weight:600;font-size:.9375rem}
.state.on{background:#dff1e6;color:#0d5230}
.message{margin-top:8px;padding:9px 14px;border-radius:4px 16px 16px 16px;background:#e3eff2;overflow-wrap:anywhere}
.self{margin-top:18px;padding-top:14px;border-top:1px solid #dbe6e9}
label{font-weight:600}
.row{display:flex;gap:8px;margin-top:4px}
.row input{flex:1;min-width:0;min-height:44px;padding:6px 12px;font:inherit;color:inherit;background:#fff;
  border:1px solid #5d7680;border-radius:10px}
.row button{flex:none;min-height:44px;padding:6px 14px;border-radius:10px;font:inherit;cursor:pointer}
.plain{border:0;background:none;color:#0a5a73;font:inherit;text-decoration:underline;cursor:pointer;min-height:32px}
aside{padding:22px 18px 40px}
aside h2{margin-top:10px;font-size:1.25rem}
aside ol{padding-left:1.3rem}
aside li{margin-top:10px}
.demo{display:inline-block;background:#5b3d00;color:#fff;border-radius:99px;padding:2px 14px;font-size:.875rem}
@media (min-width:56rem){
.stage{display:flex;gap:56px;justify-content:center;align-items:center;min-height:100vh;padding:24px}
.phone{flex:none;width:392px;height:min(800px,calc(100vh - 48px));border:12px solid #0d1b21;border-radius:44px;
  overflow:hidden;background:#fff;box-shadow:0 18px 50px rgba(7,58,82,.28);display:flex;flex-direction:column}
.screen{overflow:auto;flex:1}
aside{max-width:26rem;padding:0}
}
@media (prefers-color-scheme:dark){
body,.live{background:#0c171c;color:#e4eef1}
a,.plain{color:#8fd3e4}
.phone{background:#14232a;border-color:#000}
.hint,small{color:#a9bcc4}
.places li,.self{border-color:#2d434c}
.places button:hover{background:#1a2d35}
.places svg,.ssid svg{color:#8fd3e4}
.go{background:#8fd3e4;color:#06242e}
.go:hover{background:#b1e1ed}
.soft{background:#14232a;color:#8fd3e4;border-color:#8fd3e4}
.soft:hover{background:#1d323b}
iframe{background:#0c171c;border-color:#2d434c}
.state{background:#2d2408;color:#f7e5b5}
.state.on{background:#123c28;color:#a9e5c3}
.message{background:#1a2d35}
.row input{background:#0c171c;border-color:#8ba3ac}
}`
