import { defineConfig } from '@playwright/test';

// The page in a real browser over the real core: each test starts a web-host of its own (e2e/fixtures.ts).
// The journeys through the real window have a configuration of their own, in e2e/window.
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  // Patience for a machine that is busy with other programs; a test that passes does not wait for it.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  reporter: 'list',
  outputDir: 'test-results/browser',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-IE',
    timezoneId: 'Europe/Berlin',
    // Recording every action takes a third of the time. WAYBILL_TRACE=1 does it for a test that failed.
    trace: process.env['WAYBILL_TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    },
  },
});
