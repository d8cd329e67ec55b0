import type {Course, Line, Shown} from '../source-lines.ts'

const help = (section: string, words: string, ...titles: readonly Shown[]): Line => ({
  section,
  line: `kubectl grove ${words}`,
  out: titles,
})

const nothing = (words: string, shown: string): Line => ({
  section: 'phases 1 and 4',
  line: `kubectl grove ${words}`,
  err: [shown],
})

const [rollout, scale, update, restart, apply] = [
  'Follow rollouts',
  'Change how many workers',
  'Change the image',
  'Replace the pods',
  'Apply manifests',
] as const

const verbs = (section: string): readonly Line[] => [
  help(section, 'rollout', rollout, '$ kubectl grove rollout COMMAND [flags]'),
  help(section, 'scale', scale, 'kubectl grove scale --help'),
  help(section, 'update', update, 'kubectl grove update --help'),
  help(section, 'restart', restart, 'kubectl grove restart --help'),
  help(section, 'apply', apply, 'kubectl grove apply --help'),
]

/** Verbs as the documents name them in titles and tables, typed as they stand there. */
export const names: Course = {
  name: 'verbs by their names',
  lines: [
    nothing('status', 'no podcliquesets found\n'),
    nothing('topology', 'no podcliquesets found\n'),
    nothing('health', 'no podcliquesets found\n'),
    nothing('metrics', 'no podcliquesets found\n'),
    nothing('compare', 'no plans found\n'),
    nothing('diagnostics', 'Collecting podcliquesets... done (0)\n'),
    ...verbs('phase 3'),
    ...verbs('titles of the second document'),
    help('priorities', 'rollout/scale/update/restart/apply', rollout, scale, update, restart, apply),
    help(
      'priorities',
      'plan store/show/diff',
      'kubectl grove plan store NAME',
      'kubectl grove plan show NAME',
      'kubectl grove plan diff NAME',
    ),
  ],
}
