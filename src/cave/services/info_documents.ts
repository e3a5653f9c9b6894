/** The documents of CAVE's info service. */

/**
 * A volume of images that segmentations are aligned to.
 *
 * @category Datastacks
 */
export interface AlignedVolume {
  /** Its id. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** Its name for people. */
  readonly display_name: string | null;
  /** What it is. */
  readonly description: string | null;
  /** Where its images are. */
  readonly image_source: string;
}

/**
 * A datastack: an aligned volume, its segmentation, and the services that serve them.
 *
 * @category Datastacks
 */
export interface DatastackInfo {
  /** The volume of its images. */
  readonly aligned_volume: AlignedVolume;
  /** Where its segmentation is: `graphene://https://<local server>/segmentation/table/<table>`. */
  readonly segmentation_source: string;
  /** Where the segmentation of its synapses is; an older service's. */
  readonly synapse_segmentation_source?: string | null | undefined;
  /** Where its skeletons are. */
  readonly skeleton_source: string | null;
  /** Its database of analyses. */
  readonly analysis_database: string | null;
  /** The viewer that it is shown in. */
  readonly viewer_site: string | null;
  /** Its table of synapses. */
  readonly synapse_table: string | null;
  /** Its table of somata. */
  readonly soma_table: string | null;
  /** Its table of how far proofreading is. */
  readonly proofreading_status_table: string | null;
  /** Its table of cell identities. */
  readonly cell_identification_table: string | null;
  /** Its table of proofreading reviews. */
  readonly proofreading_review_table: string | null;
  /** The server of its own services. */
  readonly local_server: string;
  /** What it is. */
  readonly description: string | null;
  /** The viewer's resolution in nanometres. */
  readonly viewer_resolution_x: number | null;
  /** The viewer's resolution in nanometres. */
  readonly viewer_resolution_y: number | null;
  /** The viewer's resolution in nanometres. */
  readonly viewer_resolution_z: number | null;
}

/**
 * Another place that serves a datastack's images.
 *
 * @category Datastacks
 */
export interface ImageMirror {
  /** Its id. */
  readonly id: number;
  /** Its name, which `imageMirror` takes. */
  readonly name: string;
  /** The viewer's name of the layer. */
  readonly viewer_layer_name: string | null;
  /** Where the images are. */
  readonly image_source: string;
  /** What it is. */
  readonly description: string | null;
}
