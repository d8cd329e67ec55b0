/** Version of the plugin contract this host serves: the sdk's. */
export const hostApi = '0.1.0'
