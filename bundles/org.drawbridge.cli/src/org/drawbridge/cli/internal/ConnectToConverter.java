package org.drawbridge.cli.internal;

import org.drawbridge.core.http.ConnectTo;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code --connect-to} as curl has it. */
final class ConnectToConverter implements ITypeConverter<ConnectTo> {

    @Override
    public ConnectTo convert(String value) {
        try {
            return ConnectTo.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
