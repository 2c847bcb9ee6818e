import { describe, expect, it } from 'vitest';
import { Route } from './route.svelte';

describe('the way back', () => {
  it('leads through the places in turn, then to the list', async () => {
    const route = new Route();
    await route.go({ screen: 'buyers' });
    await route.go({ screen: 'buyer', id: 'b' });
    await route.back();
    expect(route.current).toEqual({ screen: 'buyers' });
    await route.back();
    expect(route.current).toEqual({ screen: 'orders' });
    expect(route.canGoBack).toBe(false);
    await route.go({ screen: 'buyer', id: 'b' });
    route.reset();
    await route.replace({ screen: 'buyer', id: 'c' });
    await route.back();
    expect(route.current).toEqual({ screen: 'buyers' });
  });

  it('does not lead into what was replaced', async () => {
    const route = new Route();
    await route.go({ screen: 'onboard' });
    await route.replace({ screen: 'buyer', id: 'b' });
    await route.back();
    expect(route.current).toEqual({ screen: 'orders' });
  });
});

describe('a screen that is gone on with elsewhere', () => {
  it('is come back to where it is gone on with', async () => {
    const route = new Route();
    await route.go({ screen: 'onboard' });
    const forget = route.resumeAt(() => ({ screen: 'onboard', draft: 'd' }));
    await route.go({ screen: 'settings' });
    forget();
    expect(route.resting).toEqual({ screen: 'settings' });
    await route.back();
    expect(route.current).toEqual({ screen: 'onboard', draft: 'd' });
  });
});

describe('leaving', () => {
  it('waits until the screen has saved', async () => {
    const route = new Route();
    let saved: () => void = () => undefined;
    route.beforeLeaving(() => new Promise((resolve) => (saved = resolve)));
    const gone = route.go({ screen: 'settings' });
    await Promise.resolve();
    expect(route.current).toEqual({ screen: 'orders' });
    saved();
    await gone;
    expect(route.current).toEqual({ screen: 'settings' });
  });

  it('does not wait for a screen that is gone', async () => {
    const route = new Route();
    route.beforeLeaving(() => new Promise(() => undefined))();
    await route.go({ screen: 'settings' });
    expect(route.current).toEqual({ screen: 'settings' });
  });
});
