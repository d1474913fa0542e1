package org.drawbridge.ui.internal.form;

import java.util.HashSet;
import java.util.Set;

/** Gives each label of a generated form a letter of its own. */
final class Mnemonics {

    private final Set<Character> taken = new HashSet<>();

    /** The label with {@code &} before the first letter that is still free; word beginnings are tried first. */
    String mark(String label) {
        String escaped = label.replace("&", "&&");
        for (boolean wordsOnly : new boolean[] {true, false}) {
            for (int i = 0; i < escaped.length(); i++) {
                char letter = Character.toLowerCase(escaped.charAt(i));
                boolean beginsWord = i == 0 || escaped.charAt(i - 1) == ' ';
                if (Character.isLetter(letter) && (beginsWord || !wordsOnly) && taken.add(letter)) {
                    return escaped.substring(0, i) + "&" + escaped.substring(i);
                }
            }
        }
        return escaped;
    }
}
