import type {Context} from '@ome/sdk/context'
import {ownFolder} from '../plugins/compose.ts'
import {type DescribedPlugins, describePlugins} from '../routes/described-plugins.ts'

/** All plugins as they are now. */
export const plugins = ({folders, env}: Context): Promise<DescribedPlugins> =>
  describePlugins({hostRoot: ownFolder(), folders, env})
