import type {Context} from '@ome/sdk/context'
import {type PriceFlags, spending} from '../compose.ts'
import type {Spending} from '../spend/domain/ports.ts'
import type {HolderReader} from './domain/ports.ts'
import {holderReader} from './kube/gpu-holders.ts'

export async function idlePorts(
  context: Context,
  flags: PriceFlags,
  note: (text: string) => void,
): Promise<Spending & {readonly holders: HolderReader}> {
  const [ports, kube] = await Promise.all([spending(context, flags, note), context.kube()])
  return {...ports, holders: holderReader(kube)}
}
