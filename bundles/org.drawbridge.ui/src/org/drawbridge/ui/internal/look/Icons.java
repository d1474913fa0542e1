package org.drawbridge.ui.internal.look;

import java.net.URL;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.graphics.Image;

/** The product's icons, each drawn at the screen's scale. Images belong to the display; nobody disposes them. */
public final class Icons {

    private Icons() {}

    /** The image of {@code icons/NAME.svg}. UI thread only. */
    public static Image get(String name) {
        return JFaceResources.getResources().get(descriptor(name));
    }

    public static ImageDescriptor descriptor(String name) {
        URL url = Icons.class.getResource("/icons/" + name + ".svg");
        if (url == null) {
            throw new IllegalArgumentException("no such icon: " + name);
        }
        return ImageDescriptor.createFromURL(url);
    }
}
