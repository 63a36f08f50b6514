import browser from 'webextension-polyfill';

// Leading slashes: Firefox resolves these against this page, Chrome against the extension's root.
void browser.devtools.panels.create('Sioscope', '/icons/32.png', '/extension/panel/panel.html');
