import {outcomeLine} from '@ome/installer/install/consent'
import {type InstallOutcome, outcomeOf} from '@ome/installer/install/decide-install'
import type {InstallPlan} from '@ome/installer/install/install-plan'
import type {Consent} from '@ome/installer/install/install-plugins'
import {shortName} from '@ome/installer/install/names'
import type {Paper} from '@ome/sdk/output'
import {type ChangeItem, tellChange} from '../changes/tell-change.ts'

/** The same consent, and the plans that were shown through it. */
export function recorded(consent: Consent): {readonly consent: Consent; readonly plans: readonly InstallPlan[]} {
  const plans: InstallPlan[] = []
  const show = (shown: readonly InstallPlan[]): void => {
    plans.push(...shown)
    consent.show(shown)
  }
  return {consent: {...consent, show}, plans}
}

/** Prints what became of an installation; as data each plugin with what its plan says. */
export function tellInstall(
  paper: Paper,
  outcomes: readonly InstallOutcome[],
  plans: readonly InstallPlan[],
  flags: {readonly 'dry-run': boolean},
): void {
  const items = outcomes.map((done) =>
    itemOf(
      done,
      plans.find(({plugin}) => plugin.name === done.name),
    ),
  )
  tellChange(paper, {kind: 'PluginChange', dryRun: flags['dry-run'], items, lines: outcomes.map(outcomeLine)})
}

function itemOf({name, version, from, outcome, leftOut}: InstallOutcome, plan: InstallPlan | undefined): ChangeItem {
  const object = `plugin/${shortName(name)}`
  if (plan === undefined || outcome === 'unchanged') return {object, outcome, from: version, to: version, leftOut}
  const {registry, release, commands, needs, network, widens} = plan
  return {
    object,
    // A dry run says what would become of the plugin, as plans do.
    outcome: outcomeOf(plan).outcome,
    from,
    to: version,
    registry: registry.source.id,
    serial: registry.index.serial,
    publishedAt: release.publishedAt,
    sha512: release.artifact.sha512,
    commands: {
      added: commands.added.map(({id, risk}) => ({id, risk})),
      removed: commands.removed.map(({id}) => ({id})),
    },
    rights: needs,
    network,
    widens,
  }
}
