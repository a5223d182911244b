using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Tests.Models;

/// <summary>
/// Section 3 of the contract, stated step by step with no regard for speed or reuse; what ModelResolver is held against.
/// The answer is <c>provider/model|reason</c>, or <c>!code</c> for an error.
/// </summary>
internal static class NaiveRules
{
    public static string Answer(Setup setup, ModelRequest request)
    {
        var asked = request.Model is null or "" or "default" or "small-fast" ? null : request.Model;
        var smallFast = request.Model == "small-fast" || request.Purpose == ModelPurpose.SmallFast
            || (request.Task == "title_generation" && !(request.Exact && asked != null));
        asked = smallFast ? null : asked;
        string? reason = null;
        (string P, string M)? meant = null;
        string? askedProvider = null;
        var lengthProblem = false;

        bool Has(string p, string m) => setup.Providers.Find(p)?.Models.Any(x => x.Id == m) == true;
        ModelType TypeOf(string p, string m) => setup.Providers.Find(p)?.Models.FirstOrDefault(x => x.Id == m)?.Type ?? ModelType.Unknown;
        bool On(string p) => setup.Providers.Find(p) is { Enabled: true };
        bool Keyed(string p) => setup.Providers.Find(p)!.BaseUrl != SmallSetups.NoKey;
        bool Fits(string p, string m, bool exact) => TypeOf(p, m) == request.Type || (!exact && TypeOf(p, m) == ModelType.Unknown);
        bool Available(string p, string m) => On(p) && Keyed(p) && Has(p, m);
        bool Usable(string p, string m, bool exact)
        {
            if (!Available(p, m) || !Fits(p, m, exact))
            {
                return false;
            }

            // The vectors of the test's models have unknown length: only the same model id is safe.
            if (request.Type == ModelType.Embedding && meant is { } original && original.M != m && TypeOf(original.P, original.M) != ModelType.Llm)
            {
                lengthProblem = true;
                return false;
            }

            return true;
        }

        // Explicit model.
        if (asked != null)
        {
            if (setup.Models.FirstOrDefault(x => x.Name == asked) is { } named)
            {
                meant = (named.Provider, named.Model);
                askedProvider = On(named.Provider) ? named.Provider : null;
            }
            else
            {
                var parts = asked.Split('/');
                askedProvider = parts.Length == 2 && On(parts[0]) ? parts[0] : null;
                if (parts.Length == 2 && Has(parts[0], parts[1]))
                {
                    meant = (parts[0], parts[1]);
                }
                else
                {
                    var holders = setup.Providers.Select(x => x.Key).Where(p => Has(p, asked)).ToList();
                    var best = holders.Find(p => Available(p, asked) && Fits(p, asked, false)) ?? holders.Find(p => Available(p, asked)) ?? holders.FirstOrDefault();
                    meant = best is null ? null : (best, asked);
                }
            }

            if (meant is { } m && Has(m.P, m.M) && Available(m.P, m.M) && Fits(m.P, m.M, false))
            {
                return $"{m.P}/{m.M}|";
            }

            reason = meant is not { } known ? "requested_model_not_found"
                : !Has(known.P, known.M) ? (request.Type == ModelType.Llm ? "requested_model_unavailable" : "requested_model_unavailable")
                : !Fits(known.P, known.M, false) ? "model_type_mismatch"
                : "requested_model_unavailable";
            var byPolicy = setup.Fallback.OnUnknownModel == OnUnknownModel.Reject && reason != "requested_model_unavailable";
            if (request.Exact || byPolicy)
            {
                return Error(reason);
            }
        }

        // The hierarchy.
        if (smallFast)
        {
            var fast = setup.SmallFastModel;
            if (fast is null)
            {
                reason ??= "small_fast_not_configured";
            }
            else if (Usable(fast.Provider, fast.Model, false))
            {
                return $"{fast}|";
            }
            else
            {
                reason ??= Has(fast.Provider, fast.Model) && !Fits(fast.Provider, fast.Model, false) ? "model_type_mismatch" : "requested_model_unavailable";
            }
        }

        foreach (var exact in request.Type == ModelType.Llm ? new[] { false } : [true, false])
        {
            var configured = new List<ModelReference?>();
            if (request.Type != ModelType.Llm)
            {
                configured.Add(setup.DefaultModelsByType.GetValueOrDefault(request.Type));
            }

            configured.Add(setup.GlobalDefaultModel);
            foreach (var reference in configured)
            {
                if (reference is null)
                {
                    continue;
                }

                if (Usable(reference.Provider, reference.Model, exact))
                {
                    return Serve(reference.ToString());
                }

                var mistyped = Has(reference.Provider, reference.Model) && !Fits(reference.Provider, reference.Model, exact);
                reason ??= mistyped ? null : "requested_model_unavailable";
            }

            var provider = askedProvider ?? setup.Providers.Select(x => x.Key).FirstOrDefault(On);
            if (provider != null && setup.Providers.Find(provider)!.DefaultModel is { } byDefault && Usable(provider, byDefault, exact))
            {
                return Serve($"{provider}/{byDefault}");
            }

            foreach (var (p, settings) in setup.Providers)
            {
                foreach (var model in settings.Models)
                {
                    if (Usable(p, model.Id, exact))
                    {
                        return Serve($"{p}/{model.Id}");
                    }
                }
            }
        }

        return lengthProblem && reason != null ? Error(reason) : "!no_model_available";

        string Serve(string id) =>
            reason != null && (request.Exact || (reason == "model_type_mismatch" && setup.Fallback.OnUnknownModel == OnUnknownModel.Reject))
                ? Error(reason)
                : $"{id}|{reason}";
    }

    private static string Error(string reason) => reason switch
    {
        "requested_model_not_found" => "!model_not_found",
        "requested_model_unavailable" => "!model_unavailable",
        _ => "!" + reason,
    };
}
