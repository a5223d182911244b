namespace KernelHost;

/// <summary>
/// A call to a model service failed: no candidate of the route could answer. Thrown by the kernel's services and by <see cref="ISmallFastModel"/>.
/// A fail-soft plugin catches it and goes on without the model's help.
/// </summary>
/// <param name="message">What happened, for people; holds no key and no internal address.</param>
/// <param name="reason">The failure class in the contract's words: <c>rate_limit</c>, <c>timeout</c>, <c>error</c>, <c>auth</c>, <c>context_length</c>, <c>content_filter</c>, <c>bad_request</c>, <c>no_model_available</c> or <c>model_not_allowed</c>.</param>
/// <param name="innerException">The failure underneath, if any.</param>
public class ModelCallException(string message, string reason, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The failure class in the contract's words, stable enough to switch on.</summary>
    public string Reason { get; } = reason;
}
