export const style = `
:root {
  color-scheme: light dark;
  --ground: #eef2f8; --card: #fff; --ink: #16202e; --soft: #5b6778; --line: #dfe5ee; --edge: #7d8798;
  --accent: #1662dd; --accent-ink: #fff; --accent-wash: #eef4ff;
  --notice: #ffdf8a; --notice-ink: #4a3200; --stripe: #e0a400; --shadow: 0 1px 2px #16202e14, 0 12px 32px #16202e14;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e131b; --card: #171e29; --ink: #e9eef6; --soft: #9aa7ba; --line: #2a3545; --edge: #7f8ca0;
    --accent: #6ea3ff; --accent-ink: #08152c; --accent-wash: #1a2840;
    --notice: #4d3a08; --notice-ink: #ffe3a0; --stripe: #b98a12; --shadow: none;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 32px 16px; background: var(--ground); color: var(--ink);
  display: grid; place-items: center; align-content: center;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  overflow-wrap: anywhere;
}
main { width: 100%; max-width: 28rem; background: var(--card); border-radius: 20px; box-shadow: var(--shadow); overflow: hidden; }
.notice { display: flex; gap: 12px; align-items: center; padding: 20px 28px 14px; background: repeating-linear-gradient(135deg, var(--stripe) 0 12px, var(--notice-ink) 12px 24px) top / 100% 8px no-repeat var(--notice); color: var(--notice-ink); font-size: 0.9375rem; line-height: 1.4; }
.notice p { margin: 0; word-break: keep-all; }
.notice img { width: 36px; height: 36px; flex: none; padding: 3px; border-radius: 8px; background: #fff; }
.notice strong { display: block; font-size: 1.125rem; }
.content { padding: 28px; }
h1 { margin: 0 0 20px; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; }
h1, .notice p { text-wrap: balance; }
a { color: var(--accent); }
h2, legend { padding: 0; margin: 0 0 8px; font-size: 0.875rem; font-weight: 600; color: var(--soft); }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.receives { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(9.5rem, 100%), 1fr)); gap: 2px 12px; list-style: none; margin: 0 0 24px; padding: 0; font-size: 0.9375rem; }
.receives li { padding: 2px 0 2px 26px; position: relative; min-width: 0; }
.receives li::before {
  content: ""; position: absolute; left: 4px; top: 9px; width: 11px; height: 6px;
  border: solid var(--accent); border-width: 0 0 2px 2px; transform: rotate(-45deg);
}
.person { border: 1px solid var(--line); border-radius: 14px; margin-bottom: 8px; }
.person:has(> label > input:checked) { border-color: var(--accent); background: var(--accent-wash); }
.person > label, a.person { display: flex; gap: 12px; align-items: center; padding: 12px 14px; cursor: pointer; }
.person img { width: 44px; height: 44px; border-radius: 50%; flex: none; }
.who { flex: 1; min-width: 0; }
.nick { display: block; font-weight: 600; }
.details { display: flex; flex-wrap: wrap; column-gap: 14px; font-size: 0.875rem; line-height: 1.45; color: var(--soft); }
.person + h2, .problem + .person { margin-top: 24px; }
a.person { margin-top: 8px; color: inherit; text-decoration: none; }
form.person { display: flex; gap: 12px; align-items: center; padding: 12px 14px; }
.entry button { flex: none; min-height: 44px; padding: 8px 14px; }
a.person:hover { border-color: var(--accent); }
a.person .nick { color: var(--accent); }
.unavailable > label { cursor: not-allowed; }
.unavailable :is(img, input, .nick) { opacity: .6; }
input[type="radio"] { appearance: none; flex: none; width: 20px; height: 20px; margin: 0; border: 2px solid var(--soft); border-radius: 50%; cursor: inherit; }
input[type="radio"]:checked { border: 6px solid var(--accent); background: var(--accent-ink); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.organizations { padding: 0 14px 12px 70px; }
.organizations legend { float: left; width: 100%; margin-bottom: 2px; }
.organizations label { clear: both; display: flex; gap: 10px; align-items: center; padding: 6px 0; cursor: pointer; }
.organizations input[type="radio"] { width: 18px; height: 18px; order: 0; }
.organizations input[type="radio"]:checked { border-width: 5px; }
.person:not(:has(> label > input:checked)) > .organizations { display: none; }
.buttons { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 10px; margin-top: 20px; }
button { font: inherit; font-weight: 600; padding: 12px 20px; min-height: 48px; border-radius: 12px; border: 1px solid var(--edge); background: none; color: var(--ink); cursor: pointer; }
button:hover { border-color: var(--ink); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
button.primary:hover { filter: brightness(1.08); }
.returns { margin: 16px 0 0; font-size: 0.8125rem; color: var(--soft); text-align: center; }
.problem { margin: 0; font-size: 1.0625rem; }
dl { margin: 20px 0 0; font-size: 0.875rem; }
dt { color: var(--soft); font-weight: 600; margin-top: 12px; }
dd { margin: 4px 0 0; }
code { font: 0.8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
@media (max-width: 479px) {
  body { padding: 0; align-content: start; background: var(--card); }
  main { border-radius: 0; box-shadow: none; }
  .notice { padding: 20px 20px 14px; }
  .content { padding: 24px 20px; }
  .person img { width: 36px; height: 36px; }
  .organizations { padding-left: 62px; }
}
`;
