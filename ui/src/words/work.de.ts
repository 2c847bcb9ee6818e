import type { WorkWords } from './work.en';
import { buyers, fields, onboard } from './work/buyers.de';
import { blockers, checks, findings, onItsWay } from './work/checks.de';
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
} from './work/facts.de';
import { forms, papers } from './work/forms.de';
import { newOrder, orders } from './work/orders.de';
import { steps } from './work/steps.de';
import { tray } from './work/tray.de';
import { why, whys } from './work/whys.de';

/** Texts of the work with buyers and orders, in German. */
export const work: WorkWords = {
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
