/**
 * The rules of the code that a machine can check. Start with {@link banyan.rules.Module}, the table of modules and of
 * what each may know; {@link banyan.rules.Rules} are the rules, {@code banyan.rules.fixture} is code that breaks each.
 */
@NullMarked
package banyan.rules;

import org.jspecify.annotations.NullMarked;
