import { defineConfig } from '@playwright/test';
import journeys from './playwright.config';

// `cargo xtask demo`: the same clerk, with a camera.
export default defineConfig({ ...journeys, testMatch: '*.play.ts' });
