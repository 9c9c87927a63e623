package io.aimengine.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// The little XML that object stores answer with: elements and their texts. Nothing outside of the
/// text is ever read.
record Xml(Element element) {
  static Xml parse(byte[] bytes) throws IOException {
    try {
      var factory = DocumentBuilderFactory.newNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      return new Xml(builder.parse(new ByteArrayInputStream(bytes)).getDocumentElement());
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException("no XML: " + e.getMessage(), e);
    }
  }

  /// The children of that name, whatever their namespace.
  List<Xml> all(String name) {
    var found = new ArrayList<Xml>();
    for (var node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeType() == Node.ELEMENT_NODE && name.equals(node.getLocalName())) {
        found.add(new Xml((Element) node));
      }
    }
    return found;
  }

  Optional<Xml> first(String name) {
    return all(name).stream().findFirst();
  }

  /// The text of a child, "" when there is none.
  String text(String name) {
    return first(name).map(x -> x.element().getTextContent().strip()).orElse("");
  }

  /// A child's text as a number that is not negative.
  long number(String name) throws IOException {
    var text = text(name);
    if (!text.matches("\\d{1,18}")) {
      throw new IOException("<" + name + "> is no number");
    }
    return Long.parseLong(text);
  }
}
