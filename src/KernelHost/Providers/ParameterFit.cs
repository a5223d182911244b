namespace KernelHost.Providers;

/// <summary>What becomes of a request's parameter at one model.</summary>
public enum ParameterFit
{
    Taken,

    /// <summary>The model cannot take it; the answer is one all the same, and the client is told.</summary>
    Dropped,

    /// <summary>Without it the answer would have another form than the client expects: there is none.</summary>
    Refused,
}
