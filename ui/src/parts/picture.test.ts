import { describe, expect, it } from 'vitest';
import { pictureOf } from './picture';

describe('a picture of the core', () => {
  it('holds the bytes and their type', () => {
    const picture = pictureOf(`data:image/png;base64,${btoa('\x89PNG\xff')}`);
    expect(picture?.type).toBe('image/png');
    expect(picture?.size).toBe(5);
  });

  it.each([['data:text/html;base64,AAAA'], ['https://example.com/x.png'], ['data:image/png,plain']])(
    'is nothing that is no picture: %s',
    (address) => {
      expect(pictureOf(address)).toBeNull();
    },
  );
});
