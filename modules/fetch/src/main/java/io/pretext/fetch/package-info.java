/**
 * Files from the network: pinned to their content, resumed where they broke off, whole or absent.
 */
package io.pretext.fetch;
