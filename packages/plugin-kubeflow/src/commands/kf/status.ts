import {OmeCommand} from '@ome/sdk/command'
import {pause} from '@ome/sdk/pause'
import {kubeflow} from '../../compose.ts'
import type {KubeflowKind} from '../../domain/kubeflow-kind.ts'
import {component, componentCompletions, listing} from '../../flags.ts'
import {seeStates} from '../../needs.ts'
import {listedComponent} from '../../observe/domain/controller.ts'
import {followStates, listStates} from '../../observe/usecases/list-states.ts'
import {placing} from '../../project/compose.ts'
import {checkPlace} from '../../project/usecases/check-place.ts'
import {objectList} from '../../views/object-list.ts'

export default class KfStatus extends OmeCommand {
  static override summary = 'List what there is of Kubeflow and how it does'
  static override description =
    'Notebooks, training, tensorboards and services of the namespace. States are derived from what holds, not copied: a run that was resumed is Running, whatever its last condition.'
  static override examples = [
    '<%= config.bin %> kf status -n team-a',
    '<%= config.bin %> kf status training -A',
    '<%= config.bin %> kf status notebooks -n team-a -o json',
  ]
  static override aliases = ['kf:status:list']
  static override args = component
  static override flags = listing
  static override needs = seeStates
  static override risk = 'read' as const
  static override completions = componentCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfStatus)
    const asked = args.component === undefined ? undefined : listedComponent(args.component)
    const {namespace} = await this.scopeOf(flags)
    const [reading, ask] = [await kubeflow(this.context), {component: asked, namespace}]
    if (flags.watch) {
      const looks = followStates(reading, ask, () => pause(this.context, flags.interval))
      return await this.watch(objectList, objectsOf(looks), flags.output)
    }
    const {objects, denied} = await listStates(reading, ask)
    if (objects.length === 0 && namespace !== undefined) await checkPlace(await placing(this.context), namespace)
    if (denied.length > 0) this.note(`not shown, since you may not list them: ${denied.map(pluralOf).join(', ')}`)
    this.render(objectList, objects, flags.output)
  }
}

const pluralOf = ({resource}: KubeflowKind): string => `${resource.plural}.${resource.group}`

async function* objectsOf<Objects>(looks: AsyncIterable<{readonly objects: Objects}>): AsyncGenerator<Objects> {
  for await (const {objects} of looks) yield objects
}
