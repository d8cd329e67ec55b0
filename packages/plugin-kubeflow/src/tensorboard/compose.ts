import type {Context} from '@ome/sdk/context'
import type {BoardWorld} from './domain/board-world.ts'
import {boardWorld} from './kube/board-world.ts'

export const boards = async (context: Context): Promise<BoardWorld> => boardWorld(await context.kube())
