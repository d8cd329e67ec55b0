import type {Change, Plan} from '@ome/sdk/plan'
import {seenSet} from '../../driver/domain/observe-set.ts'
import {fieldOperations} from '../../driver/domain/template-patch.ts'
import type {UpdateWorld} from '../domain/change-world.ts'
import {rollSeconds} from '../domain/estimate.ts'
import {gitOwner, operatorWarning, questionOf, refuseWhereHeld} from '../domain/guard.ts'
import {type ImageChanges, type ImageWish, imageChanges} from '../domain/image-change.ts'
import {recordRevision} from '../domain/record-revision.ts'
import {withFields} from '../domain/template-fields.ts'
import {orderLine, updateLines} from '../domain/update-lines.ts'
import {type FoundSet, findSet} from './find-set.ts'

export interface UpdateWish extends ImageWish {
  readonly namespace: string
  readonly name: string
  readonly force?: boolean | undefined
  /** The command line, as history keeps it. */
  readonly cause: string
  /** The line that does what a dry run shows. */
  readonly applyLine?: string | undefined
}

export interface UpdatePlan extends Plan {
  readonly found: FoundSet
}

/** An update of images that the operator rolls by the set's own strategy. */
export async function planUpdate(world: UpdateWorld, wish: UpdateWish): Promise<UpdatePlan> {
  const found = await findSet(world, wish, ['autoscalers', 'operators', 'state'])
  const {set, objects} = found
  refuseWhereHeld(set, {force: wish.force})
  const images = imageChanges(set, wish)
  const fields = changedFields(images)
  const object = {kind: 'PodCliqueSet', name: set.name, namespace: set.namespace}
  if (fields.length === 0) {
    return {found, changes: [{action: 'unchanged', object}], notes: [`${set.name} runs ${wish.image} already`]}
  }
  const target = withFields(set.object.spec.template, fields)
  const note = {cause: wish.cause, by: await world.person(), at: world.now().toISOString()}
  const recording = recordRevision(world, set, objects.state, target, note)
  const change: Change = {
    action: 'update',
    object,
    fields: fields.map(({index, path, from, to}) => ({
      path: `spec.template.cliques[${index}]${path.replaceAll('/', '.').replace(/\.(\d+)\./, '[$1].')}`,
      from,
      to,
    })),
    opens: true,
    write: world.writer.patchSet(set, fieldOperations(seenSet(set), fields, false)),
  }
  const git = gitOwner(set)
  const seconds = rollSeconds(set, [...new Set(fields.map(({role}) => role.name))])
  return {
    found,
    changes: [...recording.before, change, ...recording.after],
    notes: [
      ...operatorWarning(found.operator),
      ...updateLines(set, images, {seconds, line: wish.applyLine}),
      orderLine(set),
    ],
    ...questionOf(git ? [`${git} owns ${set.name} and may put its image back`] : [], world.canAsk),
  }
}

export const changedFields = ({changes}: ImageChanges) => changes.filter(({from, to}) => from !== to)
