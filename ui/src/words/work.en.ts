import { buyers, fields, onboard } from './work/buyers.en';
import { blockers, checks, findings, onItsWay } from './work/checks.en';
import {
  actions,
  actionsAgain,
  documents,
  evidence,
  facts,
  fixes,
  held,
  history,
  milestones,
  modules,
  operations,
  route,
  sources,
  who,
  whoTitles,
} from './work/facts.en';
import { forms, papers } from './work/forms.en';
import { newOrder, orders } from './work/orders.en';
import { steps } from './work/steps.en';
import { tray } from './work/tray.en';
import { why, whys } from './work/whys.en';

/** Texts of the work with buyers and orders. */
export const work = {
  actions,
  actionsAgain,
  blockers,
  onItsWay,
  buyers,
  checks,
  documents,
  evidence,
  facts,
  fixes,
  fields,
  findings,
  forms,
  held,
  history,
  milestones,
  modules,
  newOrder,
  onboard,
  operations,
  orders,
  papers,
  route,
  sources,
  steps,
  tray,
  who,
  whoTitles,
  why,
  whys,
};

/** The type of these texts in every language. */
export type WorkWords = typeof work;
