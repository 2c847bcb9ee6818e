import type { Language } from '../contract';
import { de } from './de';
import { en, type Words } from './en';

/** A language that the page speaks. */
export type Spoken = 'en' | 'de';

const spoken: Record<Spoken, Words> = { en, de };

class CurrentWords {
  /** The language that is spoken now. */
  language = $state<Spoken>(spokenBySystem());
  /** All texts in that language; reading it makes a component follow the language. */
  current = $derived<Words>(spoken[this.language]);
  /** The locale for numbers and dates: the system's own variant of the language where there is one. */
  locale = $derived(localeOf(this.language, navigator.language));

  /** Speaks what the settings say. */
  follow(chosen: Language): void {
    this.language = chosen === 'system' ? spokenBySystem() : chosen;
    document.documentElement.lang = this.language;
  }
}

/** The reader's own variant of a language, for example `de-AT`; for English outside of it, the EU's. */
export function localeOf(language: Spoken, system: string): string {
  if (system === language || system.startsWith(`${language}-`)) return system;
  return language === 'de' ? 'de-DE' : 'en-IE';
}

function spokenBySystem(): Spoken {
  return navigator.language.startsWith('de') ? 'de' : 'en';
}

/** The texts of the page. */
export const words = new CurrentWords();
