package io.aimengine.gateway.routing;

/// Which candidates a request may go to at all. A filter that would leave none is passed over.
interface Filter {
  boolean keeps(Candidate candidate, Crowd crowd);
}
