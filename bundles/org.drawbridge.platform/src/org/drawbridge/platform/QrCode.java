package org.drawbridge.platform;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A text as a QR code, with the quiet zone around it that readers need. Immutable. */
public final class QrCode {

    private static final int QUIET_ZONE = 2;

    private final BitMatrix matrix;

    private QrCode(BitMatrix matrix) {
        this.matrix = matrix;
    }

    /** Throws {@link IllegalArgumentException} for a text that is too long, some 2,900 characters. */
    public static QrCode of(String text) {
        try {
            return new QrCode(new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.MARGIN,
                                    QUIET_ZONE,
                                    EncodeHintType.CHARACTER_SET,
                                    "UTF-8",
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.M)));
        } catch (WriterException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Modules on each side. */
    public int size() {
        return matrix.getWidth();
    }

    public boolean dark(int x, int y) {
        return x < size() && y < size() && matrix.get(x, y);
    }

    /** For a terminal with light text on a dark ground: light modules are drawn, two to a character. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int y = 0; y < size(); y += 2) {
            StringBuilder line = new StringBuilder("  ");
            for (int x = 0; x < size(); x++) {
                boolean upper = !dark(x, y);
                boolean lower = y + 1 < size() && !dark(x, y + 1);
                line.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
