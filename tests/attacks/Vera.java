// Holds PDF files to one standard with veraPDF's engine: java -cp JARS Vera.java ua1 FILE.pdf …
// Of each file it prints "pass", or "FAIL" with the clauses that are broken, and its name.
import java.io.File;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

public class Vera {
    public static void main(String[] given) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour standard = PDFAFlavour.byFlavourId(given[0]);
        for (int at = 1; at < given.length; at++) {
            try (var parser = Foundries.defaultInstance().createParser(new File(given[at]), standard);
                    var validator = Foundries.defaultInstance().createValidator(standard, 1000, true, false, false)) {
                var result = validator.validate(parser);
                var broken = new TreeMap<String, String>();
                for (TestAssertion each : result.getTestAssertions()) {
                    if (each.getStatus() == TestAssertion.Status.FAILED) {
                        broken.put(each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber(), each.getMessage());
                    }
                }
                System.out.println((result.isCompliant() ? "pass " : "FAIL " + broken + " ") + given[at]);
            }
        }
    }
}
