import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Asks veraPDF whether PDF files keep to the profiles they claim: VeraPdf ua1,3a FILE...
 *
 * <p>The jar that carries veraPDF has no JAXB, which veraPDF itself uses to read its profiles. They are plain XML, so
 * they are read here with the JDK's own parser. Prints one line per file and profile, and one per broken rule, as
 * fields separated by tabs; the Python side (verapdf.py) reads them.
 */
public final class VeraPdf {
    private static final String FOLDER = "org/verapdf/pdfa/validation/";

    private VeraPdf() {}

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        List<String> files = Arrays.asList(arguments).subList(1, arguments.length);
        for (String name : arguments[0].split(",")) {
            ValidationProfile profile = read(name);
            for (String file : files) {
                check(file, name, profile);
            }
        }
    }

    private static void check(String file, String name, ValidationProfile profile) {
        try (PDFAParser parser =
                Foundries.defaultInstance().createParser(new File(file), profile.getPDFAFlavour())) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false);
            ValidationResult result = validator.validate(parser);
            line("checked", file, name, result.isCompliant(), profile.getRules().size(), result.getTotalAssertions());
            Set<RuleId> seen = new HashSet<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                RuleId rule = assertion.getRuleId();
                if (assertion.getStatus() == TestAssertion.Status.FAILED && seen.add(rule)) {
                    line("broken", file, name, rule.getClause(), rule.getTestNumber(), assertion.getMessage(),
                            assertion.getLocation().getContext());
                }
            }
        } catch (Exception problem) {
            line("unreadable", file, name, problem);
        }
    }

    private static void line(Object... fields) {
        List<String> cells = new ArrayList<>();
        for (Object field : fields) {
            cells.add(String.valueOf(field).replaceAll("\\s+", " "));
        }
        System.out.println(String.join("\t", cells));
    }

    private static ValidationProfile read(String name) throws Exception {
        String file = name.startsWith("ua")
                ? "PDFUA-" + name.substring(2) + ".xml"
                : "PDFA-" + name.toUpperCase(Locale.ROOT) + ".xml";
        Element root;
        try (InputStream stream = VeraPdf.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream).getDocumentElement();
        }
        Set<Rule> rules = new HashSet<>();
        for (Element rule : children(child(root, "rules"), "rule")) {
            rules.add(rule(rule));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element variable : children(child(root, "variables"), "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
        }
        return Profiles.profileFromValues(PDFAFlavour.fromString(name),
                Profiles.profileDetailsFromValues(file, file, "veraPDF", new Date(0)), "", rules, variables);
    }

    private static Rule rule(Element rule) {
        Element id = child(rule, "id");
        Element error = child(rule, "error");
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element argument : children(child(error, "arguments"), "argument")) {
            arguments.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), argument.getAttribute("name"), null));
        }
        RuleId ruleId = Profiles.ruleIdFromValues(
                PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"),
                Integer.parseInt(id.getAttribute("testNumber")));
        Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(ruleId, rule.getAttribute("object"), deferred, rule.getAttribute("tags"),
                text(rule, "description"), text(rule, "test"),
                Profiles.errorFromValues(text(error, "message"), arguments), Collections.emptyList());
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        if (parent == null) {
            return found;
        }
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element && node.getNodeName().equals(name)) {
                found.add((Element) node);
            }
        }
        return found;
    }

    private static Element child(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? null : found.get(0);
    }

    private static String text(Element parent, String name) {
        Element found = child(parent, name);
        return found == null ? "" : found.getTextContent();
    }
}
