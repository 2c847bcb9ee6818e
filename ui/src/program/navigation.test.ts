import { describe, expect, it } from 'vitest';
import { Navigation } from './navigation.svelte';

describe('going back', () => {
  it('leads through the earlier places, then to the list', async () => {
    const navigation = new Navigation();
    await navigation.go({ screen: 'buyers' });
    await navigation.go({ screen: 'buyer', id: 'b' });
    await navigation.back();
    expect(navigation.current).toEqual({ screen: 'buyers' });
    await navigation.back();
    expect(navigation.current).toEqual({ screen: 'orders' });
    expect(navigation.previous).toBeNull();
    await navigation.go({ screen: 'buyer', id: 'b' });
    navigation.reset();
    await navigation.replace({ screen: 'buyer', id: 'c' });
    await navigation.back();
    expect(navigation.current).toEqual({ screen: 'buyers' });
  });

  it('does not lead to a place that was replaced', async () => {
    const navigation = new Navigation();
    await navigation.go({ screen: 'onboard' });
    await navigation.replace({ screen: 'buyer', id: 'b' });
    await navigation.back();
    expect(navigation.current).toEqual({ screen: 'orders' });
  });
});

describe('a screen with another place to come back to', () => {
  it('is left for that place', async () => {
    const navigation = new Navigation();
    await navigation.go({ screen: 'onboard' });
    const forget = navigation.resumeAt(() => ({ screen: 'onboard', draft: 'd' }));
    await navigation.go({ screen: 'settings' });
    forget();
    expect(navigation.resumePlace).toEqual({ screen: 'settings' });
    await navigation.back();
    expect(navigation.current).toEqual({ screen: 'onboard', draft: 'd' });
  });
});

describe('leaving', () => {
  it('waits until the screen has saved', async () => {
    const navigation = new Navigation();
    let saved: () => void = () => undefined;
    navigation.beforeLeaving(() => new Promise((resolve) => (saved = () => resolve(null))));
    const gone = navigation.go({ screen: 'settings' });
    await Promise.resolve();
    expect(navigation.current).toEqual({ screen: 'orders' });
    saved();
    await gone;
    expect(navigation.current).toEqual({ screen: 'settings' });
  });

  it('does not wait for a screen that was removed', async () => {
    const navigation = new Navigation();
    navigation.beforeLeaving(() => new Promise(() => undefined))();
    await navigation.go({ screen: 'settings' });
    expect(navigation.current).toEqual({ screen: 'settings' });
  });
});
