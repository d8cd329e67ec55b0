import assert from 'node:assert/strict'
import type {Course} from '../source-lines.ts'

const team = '--context production-scientist'

/** General verbs, those of components, and those of commands; each as the document has it, with names of the scenario. */
export const look: Course = {
  name: 'looking and reaching',
  lines: [
    {section: 'general', line: 'kf', out: [/\n {2}create +/, /\n {2}train +/, /\n {2}command +/], beside: true},
    {section: 'general', line: 'kf whoami', out: [/^User: +sandbox-admin\n/, /\nTier: +cluster-admin\n/]},
    {section: 'general', line: 'kf whoami -h', out: ['Show who the cluster and Kubeflow take you for'], beside: true},
    {section: 'general', line: `kf status ${team}`, out: [/\nNotebook +nb-alice +Ready /], beside: true},
    {
      section: 'general',
      line: `kf status list ${team}`,
      out: [/\nTrainJob +resumed +Running /, /\nTrainJob +mnist +Complete /],
    },
    {section: 'general', line: 'kf status health training', out: [/\ntraining .*trainer-controller-manager +1\/1 /]},
    {
      section: 'general',
      line: `kf status info llama-sft ${team}`,
      out: [/\nState: +Running\n/, /\nNext: read its log: kf .*logs trainjob\/llama-sft /],
    },
    {section: 'general', line: `kf run llama-sft node ${team} -- echo hello`, out: ['hello\n']},
    {section: 'general', line: `kf run nb-alice ${team} -- sh -c 'exit 3'`, code: 3, beside: true},
    {
      section: 'components',
      line: `kf shell nb-alice ${team}`,
      stdin: 'pwd\n',
      out: ['/home/jovyan\n'],
    },
    {
      section: 'components',
      line: `kf shell notebook/nb-alice nb-alice ${team}`,
      stdin: 'echo in it\n',
      out: ['in it\n'],
      beside: true,
    },
    {
      section: 'components',
      line: `kf notebook ls ${team}`,
      out: [/^KIND +NAME +STATE +IMAGE +GPUS +LAST-ACTIVITY\n/, /\nWorkspace +ws-alice /],
    },
    {
      section: 'components',
      line: `kf notebook stop nb-alice ${team} --wait`,
      out: ['notebook/nb-alice stopped\n'],
      async effect(place) {
        const {metadata, status} = await place.object('notebooks.kubeflow.org/nb-alice', '-n', 'team-a')
        assert.ok(metadata.annotations['kubeflow-resource-stopped'])
        assert.equal(status.readyReplicas, 0)
      },
    },
    {
      section: 'components',
      line: `kf notebook start nb-alice ${team} --wait`,
      out: ['notebook/nb-alice started\n'],
      async effect(place) {
        const {status} = await place.object('notebooks.kubeflow.org/nb-alice', '-n', 'team-a')
        assert.equal(status.readyReplicas, 1)
      },
    },
    {
      section: 'components',
      line: `kf notebook stop twin ${team}`,
      code: 2,
      err: ['say which one: notebook/twin, workspace/twin'],
      beside: true,
    },
    {
      section: 'general',
      line: `kf remove mnist ${team} --wait`,
      out: ['trainjob/mnist deleted\n'],
      effect: (place) => place.isGone('trainjobs.trainer.kubeflow.org/mnist', '-n', 'team-a'),
    },
    {
      section: 'general',
      line: `kf remove iris --context production-viewer`,
      code: 5,
      err: ['needs rights you do not have'],
      beside: true,
    },
    {section: 'commands', line: 'kf command list', out: [/\nkf train +kubeflow +write /]},
    {section: 'commands', line: 'kf command describe train', out: [/^Command: +kf train\nPlugin: +kubeflow /]},
    {
      section: 'commands',
      line: 'kf command add ome-node-report',
      out: [/ome-node-report/],
      effect: async (place) => assert.match((await place.shell('ome plugin list')).out, /ome-node-report/),
    },
    {section: 'commands', line: 'kf command upgrade ome-node-report', out: [/ome-node-report/]},
    {
      section: 'commands',
      line: 'kf command replace train --with ome-node-report',
      code: 4,
      err: ['plugin node-report has no command for "kf train"'],
      refused: 'a plugin takes over only what it declares',
    },
    {section: 'commands', line: 'kf command remove ome-node-report', out: [/ome-node-report.*uninstalled/]},
  ],
}
