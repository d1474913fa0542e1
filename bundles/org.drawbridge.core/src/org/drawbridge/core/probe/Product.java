package org.drawbridge.core.probe;

/**
 * What answers at the address.
 *
 * @param name {@code Confluence} or {@code SharePoint Online}
 * @param edition {@code server}, {@code data-center} or {@code cloud}
 * @param version as the product names it; empty if it names none
 */
public record Product(String name, String edition, String version) {}
