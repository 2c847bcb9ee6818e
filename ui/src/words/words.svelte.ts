import type { Language } from '../contract';
import { de } from './de';
import { en, type Words } from './en';

/** A language of the page. */
export type PageLanguage = 'en' | 'de';

const texts: Record<PageLanguage, Words> = { en, de };

class CurrentWords {
  /** The present language. */
  language = $state<PageLanguage>(systemLanguage());
  /** All texts in the present language; a component that reads it follows a change of the language. */
  current = $derived<Words>(texts[this.language]);
  /** The locale for numbers and dates: the system's own variant of the language where there is one. */
  locale = $derived(localeOf(this.language, navigator.language));

  /** Applies the language of the settings. */
  setLanguage(chosen: Language): void {
    this.language = chosen === 'system' ? systemLanguage() : chosen;
    document.documentElement.lang = this.language;
  }
}

/** The system's variant of a language, for example `de-AT`; otherwise `de-DE`, or `en-IE` for English in the EU. */
export function localeOf(language: PageLanguage, system: string): string {
  if (system === language || system.startsWith(`${language}-`)) return system;
  return language === 'de' ? 'de-DE' : 'en-IE';
}

function systemLanguage(): PageLanguage {
  return navigator.language.startsWith('de') ? 'de' : 'en';
}

/** The texts of the page. */
export const words = new CurrentWords();
