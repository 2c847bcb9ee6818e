import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Developers only: `npm run dev` asks a running web-host, whose address is given in WAYBILL_HOST.
const host = process.env['WAYBILL_HOST'] ?? 'http://127.0.0.1:4713';

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  build: {
    // The oldest WebKitGTK that the supported systems ship.
    target: 'safari17.5',
    // The page's content security policy forbids data: addresses, so nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/call': host, '/events': host, '/files': host },
  },
  // Without it vitest would load Svelte's server build, which mounts nothing.
  ...(mode === 'test' ? { resolve: { conditions: ['browser'] } } : {}),
  test: {
    environment: 'jsdom',
    // A document for each worker, not for each file: making 26 of them takes longer than all tests.
    isolate: false,
    include: ['src/**/*.test.ts'],
    env: { TZ: 'Europe/Berlin' },
    // Patience for a machine that is busy with other programs.
    testTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
  },
}));
