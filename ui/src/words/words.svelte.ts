import type { Language } from '../contract';
import { de } from './de';
import { en, type Words } from './en';

/** A language that the page speaks. */
export type PageLanguage = 'en' | 'de';

const texts: Record<PageLanguage, Words> = { en, de };

class CurrentWords {
  /** The language that is spoken now. */
  language = $state<PageLanguage>(systemLanguage());
  /** All texts in that language; reading it makes a component follow the language. */
  current = $derived<Words>(texts[this.language]);
  /** The locale for numbers and dates: the system's own variant of the language where there is one. */
  locale = $derived(localeOf(this.language, navigator.language));

  /** Speaks what the settings say. */
  setLanguage(chosen: Language): void {
    this.language = chosen === 'system' ? systemLanguage() : chosen;
    document.documentElement.lang = this.language;
  }
}

/** The reader's own variant of a language, for example `de-AT`; for English outside of it, the EU's. */
export function localeOf(language: PageLanguage, system: string): string {
  if (system === language || system.startsWith(`${language}-`)) return system;
  return language === 'de' ? 'de-DE' : 'en-IE';
}

function systemLanguage(): PageLanguage {
  return navigator.language.startsWith('de') ? 'de' : 'en';
}

/** The texts of the page. */
export const words = new CurrentWords();
