import type {Context} from '@ome/sdk/context'
import type {ServiceWorld} from './domain/service-world.ts'
import {serviceWorld} from './kube/service-world.ts'

export const services = async (context: Context): Promise<ServiceWorld> => serviceWorld(await context.kube())
