// SPDX-License-Identifier: Apache-2.0
// The part of JSON Schema 2020-12 that config/record.schema.json uses, to hold documents against it. A keyword it does
// not know fails the check, so that nothing of the schema is passed over. tests/conformance holds ajv against it too.
#pragma once

#include <boost/json/fwd.hpp>

#include <string>
#include <vector>

// Findings, each with the place in the document; empty: valid.
std::vector<std::string> against_schema(boost::json::value const& schema, boost::json::value const& document);
