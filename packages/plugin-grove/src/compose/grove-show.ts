import type {Context} from '@ome/sdk/context'
import type {GroveShowSource} from '../domain/grove-show.ts'
import {podPhases} from '../kube/grove-show-source.ts'

export const groveShowSource = async (context: Context): Promise<GroveShowSource> => podPhases(await context.kube())
