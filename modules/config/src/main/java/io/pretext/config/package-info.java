/** Settings: YAML files to records, with errors that name the place and the nearest valid name. */
package io.pretext.config;
