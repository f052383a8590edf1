/** Our models as networks of Deeplearning4j, and our features as data for them. */
package io.pretext.dl4j;
