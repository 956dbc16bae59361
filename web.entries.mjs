// SPDX-License-Identifier: Apache-2.0
// What the web build makes: one row a bundle. A script needs nothing more than a row here and a line in its folder's
// CMakeLists.txt (see cmake/EarshotWeb.cmake). A row whose sources are not there yet is skipped.
export default [
  { bundle: 'webchat', from: 'adapters/webchat/web/chat.ts', to: 'chat.js' },
  { bundle: 'webchat', from: 'adapters/webchat/web/page.ts', to: 'page.js' },
  { bundle: 'webchat', from: 'adapters/webchat/web/widget.ts', to: 'widget.js' },
  { bundle: 'webchat', from: 'adapters/webchat/web/style/pages.scss', to: 'pages.css' },
  { bundle: 'desk', from: 'gateway/desk/web/main.tsx', to: 'desk.js' },
  { bundle: 'desk', from: 'gateway/desk/web/style.scss', to: 'desk.css' },
  { bundle: 'desk', from: 'gateway/desk/web/index.html', to: 'index.html' },
];
