package io.aimengine.catalog;

import java.util.List;

/// What to know of a model before using it, in own words; `references` are addresses of pages that
/// say so. A model without a card has an empty one.
public record ModelCard(
    String overview,
    List<String> intendedUse,
    List<String> limitations,
    String trainingData,
    List<String> evaluation,
    List<String> knownIssues,
    List<String> references) {

  /// The card of a model of which nobody wrote one.
  public static final ModelCard EMPTY =
      new ModelCard("", List.of(), List.of(), "", List.of(), List.of(), List.of());

  public ModelCard {
    intendedUse = List.copyOf(intendedUse);
    limitations = List.copyOf(limitations);
    evaluation = List.copyOf(evaluation);
    knownIssues = List.copyOf(knownIssues);
    references = List.copyOf(references);
  }
}
